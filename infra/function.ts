import { resolve } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type ICommandHooks, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stored } from './tables.ts';

const ROOT = resolve(import.meta.dirname, '..');

const BUNDLING = {
  // As ES modules @stdlib crashes when it is loaded: it requires Node's own modules at run time.
  format: OutputFormat.CJS,
  // The SDK's and luxon's ES modules are there to be shaken; their CommonJS comes whole.
  mainFields: ['module', 'main'],
  // The SDK of package-lock.json, not whichever the runtime has.
  bundleAwsSDK: true,
  minify: true,
  target: 'node24',
  logLevel: LogLevel.WARNING,
};

/** How large a function is. */
export interface Size {
  /** MB; 1769 are one whole processor. */
  memory: number;
  timeout: Duration;
  /** Commands that put files beside its code. */
  beside?: ICommandHooks;
}

/**
 * The Lambda function of `functions/<id>.ts`, with a role and a log of its own. It may do what the calls below say, and
 * nothing else.
 */
export class Lambda extends Construct {
  readonly lambda: NodejsFunction;

  constructor(scope: Construct, id: string, { memory, timeout, beside }: Size) {
    super(scope, id);
    const retention = RetentionDays.ONE_MONTH;
    const logGroup = new LogGroup(this, 'Log', { retention, removalPolicy: RemovalPolicy.DESTROY });
    // Given none, CDK would attach AWS's own policy, which lets a function write to every log of the account.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.lambda = new NodejsFunction(this, 'Function', {
      entry: resolve(ROOT, 'functions', `${id}.ts`),
      projectRoot: ROOT,
      depsLockFilePath: resolve(ROOT, 'package-lock.json'),
      bundling: { ...BUNDLING, ...(beside && { commandHooks: beside }) },
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memory,
      timeout,
      role,
      logGroup,
      awsSdkConnectionReuse: false,
    });
  }

  /** May read a table, and learns its name. */
  reads(stored: Stored): this {
    stored.table.grant(this.lambda, ...stored.reading);
    return this.names(stored);
  }

  /** May read what stands under one key of a table, not the whole of it, and learns its name. */
  looksUp(stored: Stored): this {
    stored.table.grant(this.lambda, 'dynamodb:Query');
    return this.names(stored);
  }

  /** May write to a table, and learns its name. */
  writes(stored: Stored): this {
    stored.table.grant(this.lambda, ...stored.writing);
    return this.names(stored);
  }

  /** Learns a table's name and may not touch it: functions/environment.ts asks every function for both. */
  names({ table, variable }: Stored): this {
    this.lambda.addEnvironment(variable, table.tableName);
    return this;
  }

  /** May call another function without waiting for it, and learns its name. */
  calls({ lambda }: Lambda, variable: string): this {
    const resourceArns = [lambda.functionArn];
    Grant.addToPrincipal({ grantee: this.lambda, actions: ['lambda:InvokeFunction'], resourceArns });
    // A run that failed says so, and whoever asked may ask again: no second try behind its back.
    lambda.configureAsyncInvoke({ retryAttempts: 0 });
    this.lambda.addEnvironment(variable, lambda.functionName);
    return this;
  }
}
