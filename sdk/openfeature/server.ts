import { ErrorCode, type EvaluationContext, type JsonValue, type ResolutionDetails } from '@openfeature/core';
import { OpenFeatureEventEmitter, type Provider, ProviderEvents } from '@openfeature/server-sdk';
import { evaluateOne } from '../../shared/assign/ofrep.ts';
import { addressOf } from '../address.ts';
import { type Followed, follow, type Known } from '../follow.ts';
import { Queue } from '../queue.ts';
import { type Recorder, recorderOf } from './exposure.ts';
import { failed, resolutionOf } from './resolution.ts';

export interface ProviderOptions {
  /** Where Tramo answers: https://tramo.example */
  url: string;
  /** A server key: sk_… */
  key: string;
  /** Milliseconds that the start waits for the datafile. 5000 unless given. */
  deadline?: number;
  /** Bytes of events that may wait while Tramo is away. 8,000,000 unless given. */
  capacity?: number;
  /** Told what somebody ought to know, such as a wrong key. `console.warn` unless given. */
  warn?: (sentence: string) => void;
}

/** A recorder whose events wait in memory, and are sent many at once. */
export interface ServerRecorder extends Recorder {
  /** Sends what waits, and settles when it has arrived or could not: for the end of an invocation. */
  flush(): Promise<void>;
  /** Sends what waits, once more even in a pause: for the end of the process. */
  close(): Promise<void>;
}

/**
 * Tramo as OpenFeature's provider on a server: it decides here, by a datafile that is fetched at the start and again behind
 * the first evaluation after a minute. A flag is an experiment, the targeting key the unit.
 * @example
 * const provider = new TramoServerProvider({ url: 'https://tramo.example', key: 'sk_…' });
 * await OpenFeature.setProviderAndWait(provider);
 * const tramo = OpenFeature.getClient().addHooks(provider.exposure);
 */
export class TramoServerProvider implements Provider, ServerRecorder {
  readonly metadata = { name: 'Tramo' };
  readonly runsOn = 'server';
  readonly events = new OpenFeatureEventEmitter();
  readonly exposure: Recorder['exposure'];
  readonly track: Recorder['track'];
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
  readonly #datafile: Followed;
  readonly #deadline: number;
  #known: Known | undefined;

  constructor(options: ProviderOptions) {
    const address = `${addressOf(options.url)}/v1/datafile`;
    this.#datafile = follow({ ...sending(options), address });
    this.#deadline = options.deadline ?? 5000;
    ({ exposure: this.exposure, track: this.track, flush: this.flush, close: this.close } = recorder(options));
  }

  /** Settles when the datafile is there, or the deadline has passed. Never rejects: until it comes, the defaults stand. */
  initialize(): Promise<void> {
    return this.#datafile.refresh(this.#deadline);
  }

  onClose(): Promise<void> {
    return this.close();
  }

  async resolveBooleanEvaluation(key: string, otherwise: boolean, context: EvaluationContext) {
    return this.#resolve(key, otherwise, context);
  }

  async resolveStringEvaluation(key: string, otherwise: string, context: EvaluationContext) {
    return this.#resolve(key, otherwise, context);
  }

  async resolveNumberEvaluation(key: string, otherwise: number, context: EvaluationContext) {
    return this.#resolve(key, otherwise, context);
  }

  async resolveObjectEvaluation<T extends JsonValue>(key: string, otherwise: T, context: EvaluationContext) {
    return this.#resolve(key, otherwise, context);
  }

  #resolve<T>(key: string, otherwise: T, context: EvaluationContext): ResolutionDetails<T> {
    const experiments = this.#current()?.experiments;
    if (!experiments) return failed(otherwise, ErrorCode.PROVIDER_NOT_READY, 'No datafile has come yet.');
    const own = experiments.get(key);
    const found = evaluateOne(own ? [own] : [], key, { context, now: Date.now() });
    if ('errorCode' in found) return failed(otherwise, ErrorCode[found.errorCode], found.errorDetails);
    return resolutionOf(found, otherwise);
  }

  /** What is known, and behind it a look whether there is something newer. */
  #current(): Known | undefined {
    this.#datafile.refresh(0);
    const known = this.#datafile.read();
    if (this.#known && known !== this.#known) this.events.emit(ProviderEvents.ConfigurationChanged);
    this.#known = known;
    return known;
  }
}

/**
 * Exposures and events beside another provider, such as OpenFeature's own for OFREP.
 * @example
 * const tramo = recorder({ url, key });
 * OpenFeature.addHooks(tramo.exposure);
 */
export function recorder(options: ProviderOptions): ServerRecorder {
  const { headers, ...others } = sending(options);
  const sent = { ...headers, 'content-type': 'application/json' };
  const queue = new Queue({ ...others, headers: sent, address: `${addressOf(options.url)}/v1/events` });
  const send = (event: object) => queue.add({ id: crypto.randomUUID(), ts: Date.now(), ...event });
  return { ...recorderOf(send), flush: () => queue.flush(), close: () => queue.close() };
}

/** What datafile and events have in common. */
function sending({
  key,
  capacity = 8_000_000,
  warn = (sentence) => console.warn(`Tramo: ${sentence}`),
}: ProviderOptions) {
  const ask: typeof fetch = (...request) => fetch(...request); // workers refuse it as a method
  return { headers: { authorization: `Bearer ${key}` }, fetch: ask, now: () => Date.now(), warn, capacity };
}
