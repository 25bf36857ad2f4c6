import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FunctionName } from '../shared/route.ts';
import { Api } from './api.ts';
import { Lambda } from './function.ts';
import { Tables } from './tables.ts';

/** The browser client, built and put beside the code of the function that serves it: functions/sdk.ts reads it there. */
const SDK = {
  beforeBundling: () => [],
  beforeInstall: () => [],
  afterBundling: (root: string, output: string) => [`node "${root}/sdk/build.ts" "${output}/sdk.js"`],
};

/** One installation of Tramo: one team, one environment. */
export class TramoStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { description: 'Tramo: experiments on a customer journey' });
    const { registry, events } = new Tables(this, 'Tables');

    const measures = new Lambda(this, 'measures', { memory: 3008, timeout: Duration.minutes(15) })
      .reads(registry)
      .writes(registry)
      .reads(events);

    // API Gateway waits 30 seconds for an answer.
    const answering = { memory: 1024, timeout: Duration.seconds(29) };
    const functions: Record<FunctionName, Lambda> = {
      ofrep: new Lambda(this, 'ofrep', { ...answering, beside: SDK }).reads(registry).names(events),
      events: new Lambda(this, 'events', answering).reads(registry).writes(events),
      registry: new Lambda(this, 'registry', answering).reads(registry).writes(registry).names(events),
      scorecard: new Lambda(this, 'scorecard', answering)
        .reads(registry)
        .writes(registry)
        .names(events)
        .calls(measures, 'TRAMO_MEASURES_FUNCTION'),
      timeline: new Lambda(this, 'timeline', answering).reads(registry).looksUp(events),
    };

    const api = new Api(this, 'Api', functions);
    new CfnOutput(this, 'Url', { value: api.url, description: 'Where Tramo answers.' });
    new CfnOutput(this, 'RegistryTable', {
      value: registry.table.tableName,
      description: 'What infra/key.ts asks for, to make the first key.',
    });
  }
}
