import { ErrorCode, type EvaluationContext, type JsonValue, type ResolutionDetails } from '@openfeature/core';
import { OpenFeatureEventEmitter, type Provider, ProviderEvents } from '@openfeature/web-sdk';
import { evaluationOf } from '../../shared/assign/ofrep.ts';
import { addressOf } from '../address.ts';
import { attempt } from '../attempt.ts';
import { createClient } from '../browser.ts';
import type { Client, Options } from '../client.ts';
import { deliver } from '../delivery.ts';
import { random } from '../page.ts';
import { type Exposure, eventOf, type Recorder, recorderOf } from './exposure.ts';
import { failed, resolutionOf } from './resolution.ts';

/**
 * Tramo as OpenFeature's provider in a page: it decides here, without a request for each flag. A flag is an experiment.
 * The targeting key is the unit; without one the visitor has an id of its own, kept in the cookie `tramo`.
 * @example
 * const provider = new TramoWebProvider({ url: 'https://tramo.example', key: 'ck_…' });
 * await OpenFeature.setProviderAndWait(provider);
 * const tramo = OpenFeature.getClient().addHooks(provider.exposure);
 */
export class TramoWebProvider implements Provider, Recorder {
  readonly metadata = { name: 'Tramo' };
  readonly runsOn = 'client';
  /** A page has one visitor: a second domain would change the first one's. */
  readonly domainScoped = true;
  readonly events = new OpenFeatureEventEmitter();
  readonly #options: Options;
  #client: Client | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The client below, for what OpenFeature has no word for: identify, pulse, consent. None before the provider is set. */
  get client(): Client | undefined {
    return this.#client;
  }

  /** Settles when it is known what this page view gets. Never rejects: without a datafile the defaults stand. */
  async initialize({ targetingKey, ...context }: EvaluationContext = {}): Promise<void> {
    const { unit, context: known } = this.#options;
    const client = createClient({ ...this.#options, unit: targetingKey || unit, context: { ...known, ...context } });
    this.#client = client;
    await client.ready;
    client.on('change', () => this.events.emit(ProviderEvents.ConfigurationChanged));
  }

  /** Another targeting key is another unit. The same one keeps the answer of every flag that was asked for already. */
  async onContextChange(before: EvaluationContext, context: EvaluationContext): Promise<void> {
    const { targetingKey, ...attributes } = context;
    if (before.targetingKey === targetingKey) return this.#client?.context(attributes);
    this.#client?.close();
    await this.initialize(context);
  }

  async onClose(): Promise<void> {
    this.#client?.close();
  }

  resolveBooleanEvaluation(key: string, otherwise: boolean): ResolutionDetails<boolean> {
    return this.#resolve(key, otherwise);
  }

  resolveStringEvaluation(key: string, otherwise: string): ResolutionDetails<string> {
    return this.#resolve(key, otherwise);
  }

  resolveNumberEvaluation(key: string, otherwise: number): ResolutionDetails<number> {
    return this.#resolve(key, otherwise);
  }

  resolveObjectEvaluation<T extends JsonValue>(key: string, otherwise: T): ResolutionDetails<T> {
    return this.#resolve(key, otherwise);
  }

  #resolve<T>(key: string, otherwise: T): ResolutionDetails<T> {
    const answer = this.#client?.assignment(key);
    if (answer) return resolutionOf(evaluationOf(answer), otherwise);
    return failed(
      otherwise,
      ErrorCode.FLAG_NOT_FOUND,
      `Nothing is known of ${key}: it does not run, or no datafile came.`,
    );
  }

  /** The hook that records an exposure: once per phase and page view, whoever asks. */
  readonly exposure: Exposure = {
    finally: (_, { errorCode, flagMetadata: { experiment } }) => {
      if (!errorCode && typeof experiment === 'string') this.#client?.exposed(experiment);
    },
  };

  readonly track: Recorder['track'] = (name, _, details) => this.#client?.track(name, eventOf(details));
}

/**
 * Exposures and events beside another provider, such as OpenFeature's own for OFREP: they are sent as the browser client
 * sends its own.
 * @example
 * const provider = new OFREPWebProvider({ baseUrl: url, headers: [['x-api-key', key]] });
 * const tramo = recorder({ url, key });
 * OpenFeature.addHooks(tramo.exposure);
 */
export function recorder({ url, key }: Pick<Options, 'url' | 'key'>): Recorder & Pick<Client, 'flush'> {
  const delivery = deliver(`${addressOf(url)}/d/${key}/events`, `tramo.${key}.`, () => true);
  const flush = async () => void (await delivery.flush());
  attempt(() => addEventListener('pagehide', flush));
  attempt(() => document.addEventListener('visibilitychange', () => void (document.hidden && flush())));
  const send = (event: object) => delivery.add({ id: random(), ts: Date.now(), ...event });
  return { ...recorderOf(send), flush };
}
