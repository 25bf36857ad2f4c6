import { App, type AppProps, Validations } from 'aws-cdk-lib';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { TramoStack } from './stack.ts';

/** A finding that nobody acknowledged fails the synthesis, even one that the CDK CLI would show as a warning and go on. */
const STRICT = { '@aws-cdk/core:strictCfnValidateErrors': true, '@aws-cdk/core:failSynthOnValidationErrors': true };

/** The installation as a CDK app. Another one beside it, for staging, takes another name: `-c stack=TramoStaging`. */
export function tramo(props?: AppProps): App {
  const app = new App({ ...props, context: { ...flags, ...props?.context }, postCliContext: STRICT });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const name: unknown = app.node.tryGetContext('stack');
  new TramoStack(app, typeof name === 'string' ? name : 'Tramo');
  return app;
}

// cdk.json cuts stack traces: CDK would write them, and with them paths of this machine, into what it synthesizes.
if (import.meta.main) tramo().synth();
