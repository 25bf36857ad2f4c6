import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template as Assertions, Match } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { describe, expect, test } from 'vitest';
import { tramo } from '../../infra/app.ts';
import { ROUTE_NAMES, ROUTES } from '../../shared/routes.ts';
import { functionsOf, resourcesOf, routesOf, statementsOf, type Template } from './template.ts';

/** Without bundling, which takes longer than all else; account.test.ts runs the bundles. */
const QUICK = { analyticsReporting: false, context: { 'aws:cdk:bundling-stacks': [] } };
const stackOf = (app: ReturnType<typeof tramo>) => {
  const stack = app.node.children.find((child) => Stack.isStack(child));
  if (stack === undefined) throw new Error('The app has no stack.');
  return stack;
};

const assertions = Assertions.fromStack(stackOf(tramo(QUICK)));
const template: Template = JSON.parse(JSON.stringify(assertions.toJSON()));
const functions = functionsOf(template);

describe('the door', () => {
  test('every call of the route table goes to its function, and whatever else is asked to the one with the fewest rights', () => {
    // API Gateway cannot write /sdk.{hash}.js: it comes by the default.
    const written = ROUTE_NAMES.filter((name) => name !== 'sdkVersion');
    const table = written.map((name) => [`${ROUTES[name].method} ${ROUTES[name].path}`, ROUTES[name].function]);
    expect(routesOf(template)).toEqual({ ...Object.fromEntries(table), $default: 'ofrep' });
  });

  test('a flood is throttled, and no key or name of a unit stands in the log of requests', () => {
    assertions.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      AutoDeploy: true,
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: Match.anyValue(), ThrottlingBurstLimit: Match.anyValue() },
      AccessLogSettings: { DestinationArn: Match.anyValue(), Format: Match.not(Match.stringLikeRegexp('[pP]ath')) },
    });
  });
});

describe('what is kept', () => {
  test('both tables cost nothing while idle, are encrypted, can be brought back to any second, and outlive the stack', () => {
    assertions.resourceCountIs('AWS::DynamoDB::Table', 2);
    assertions.allResources('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      },
    });
  });

  test('events expire; the registry does not', () => {
    const expiring = assertions.findResources('AWS::DynamoDB::Table', {
      Properties: { TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } },
    });
    expect(Object.keys(expiring)).toEqual([expect.stringMatching(/^TablesEvents/)]);
  });

  test('logs are kept for a month', () => {
    assertions.resourceCountIs('AWS::Logs::LogGroup', functions.size + 1);
    assertions.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });
});

describe('functions', () => {
  test('each runs on arm64 and Node 24, with a role of its own', () => {
    const settings = { Runtime: 'nodejs24.x', Architectures: ['arm64'] };
    assertions.allResourcesProperties('AWS::Lambda::Function', settings);
    assertions.resourceCountIs('AWS::IAM::Role', functions.size);
    assertions.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  test('whoever answers does so before API Gateway gives up, and a measuring may take 15 minutes', () => {
    const timeouts = Array.from(functions.values(), ({ name, properties }) => [name, properties.Timeout]);
    const answering = { ofrep: 29, events: 29, registry: 29, scorecard: 29, timeline: 29 };
    expect(Object.fromEntries(timeouts)).toEqual({ ...answering, measures: 900 });
  });

  test('a measuring that failed is not begun again behind the back of who asked', () => {
    assertions.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0 });
  });
});

describe('rights', () => {
  const documents = ['dynamodb:GetItem TablesRegistry', 'dynamodb:Query TablesRegistry'];
  const changes = ['PutItem', 'UpdateItem', 'BatchWriteItem'].map((act) => `dynamodb:${act} TablesRegistry`);

  test.each([
    ['ofrep', 'reads what is published, and touches no event', documents],
    ['events', 'adds events and can read none', [...documents, 'dynamodb:BatchWriteItem TablesEvents']],
    ['registry', 'keeps documents, and touches no event', [...documents, ...changes]],
    [
      'scorecard',
      'keeps runs and calls measures',
      [...documents, ...changes, 'lambda:InvokeFunction measuresFunction'],
    ],
    [
      'measures',
      'reads events and changes none',
      [...documents, ...changes, 'dynamodb:Query TablesEvents', 'dynamodb:Scan TablesEvents'],
    ],
    ['timeline', 'looks up one unit, and cannot go through all', [...documents, 'dynamodb:Query TablesEvents']],
  ])('%s %s', (name, _, rights) => {
    const log = [`logs:CreateLogStream ${name}Log`, `logs:PutLogEvents ${name}Log`];
    expect(functions.get(name)?.rights.toSorted()).toEqual([...rights, ...log].toSorted());
  });

  test('no right is given to all of something', () => {
    const wide = statementsOf(template).filter(({ action, resource }) => `${action}${resource}`.includes('*'));
    expect(wide).toEqual([]);
  });

  test('a function is called by the API of this stack only', () => {
    const callers = resourcesOf(template, 'AWS::Lambda::Permission').map(([, properties]) =>
      JSON.stringify(properties),
    );
    expect(callers.filter((caller) => !/"apigateway.amazonaws.com".*"Ref":"ApiHttp/.test(caller))).toEqual([]);
  });
});

test('a second installation fits beside the first: nothing has a name of its own', () => {
  const names = /"(TableName|FunctionName|RoleName|PolicyName|LogGroupName)":"(?!\w+DefaultPolicy)/;
  expect(names.exec(JSON.stringify(template))).toBeNull();
  const staging = stackOf(tramo({ ...QUICK, context: { ...QUICK.context, stack: 'TramoStaging' } }));
  expect(staging.stackName).toBe('TramoStaging');
});

test('what cdk-nag finds and nobody acknowledged stops the synthesis', () => {
  const app = tramo(QUICK);
  const partitionKey = { name: 'pk', type: AttributeType.STRING };
  new Table(stackOf(app), 'Careless', { partitionKey, removalPolicy: RemovalPolicy.DESTROY });
  expect(() => app.synth()).toThrow(/AwsSolutions-DDB3/);
});
