import type { Answer } from '../shared/assign/answer.ts';

export type { Answer, Reason } from '../shared/assign/answer.ts';

/**
 * What a visitor agreed to. `granted`: all is kept and sent. `pending`: the unit lives in memory, events wait, nothing is
 * sent or stored. `denied`: nothing is sent or stored, and everybody gets the code's own defaults.
 */
export type Consent = 'granted' | 'pending' | 'denied';

/** What is known of a visitor: audiences ask for it, and exposures bear it as properties. No personal data. */
export type Context = Readonly<Record<string, unknown>>;

/** Names of experiments, each with its variants and values. `tramo types` writes this from the definitions. */
// biome-ignore lint/suspicious/noEmptyInterface: to be added to by declaration merging
export interface Experiments {}

/** The key of an experiment: any text until `tramo types` has named them. */
export type ExperimentKey = [keyof Experiments] extends [never] ? string : keyof Experiments;
type Known<K, P extends 'variant' | 'value', Otherwise> = K extends keyof Experiments
  ? Experiments[K] extends Record<P, infer Found>
    ? Found
    : Otherwise
  : Otherwise;
/** The variants of an experiment. */
export type VariantOf<K> = Known<K, 'variant', string>;
/** A default's type without what only the default promises: a text is any text, and what is null may be anything. */
type Open<D> = [D] extends [null | undefined]
  ? unknown
  : D extends string
    ? string
    : D extends number
      ? number
      : D extends boolean
        ? boolean
        : D extends object
          ? { [P in keyof D]: [D[P]] extends [null | undefined] ? unknown : D[P] }
          : D;
/** The value of an experiment's variants; of one that `tramo types` has not named, what the default is one of. */
export type ValueOf<K, D> = Known<K, 'value', Open<D>>;
/** What may be the default: of an experiment that is named, a value like its variants'. */
export type DefaultOf<K> = Known<K, 'value', unknown>;

export interface Options {
  /** Where Tramo answers: https://tramo.example */
  url: string;
  /** A client key: ck_… It may stand in a page's source. */
  key: string;
  /** Who is asked about; without it an id of its own, kept in the cookie `tramo`. */
  unit?: string;
  context?: Context;
  /** The content of datafile.json, written into the page by the server: nothing is fetched, nothing can flicker. */
  datafile?: unknown;
  /** `granted` where nothing is said. */
  consent?: Consent;
  /** Milliseconds that a first visit waits for the datafile; later in this page view it is too late. 1000 unless given. */
  deadline?: number;
}

export interface Event {
  /** Money, as a number in the journey's currency. */
  value?: number;
  touchpoint?: string;
  /** Up to 16 texts, numbers and booleans. */
  properties?: Readonly<Record<string, unknown>>;
}

export interface Client {
  /** The visitor's id. Undefined where consent is denied. */
  readonly unit: string | undefined;
  /** Settles when it is known what this page view gets: true with a datafile, false past the deadline. Never rejects. */
  readonly ready: Promise<boolean>;
  /** Whether `ready` has settled: until then an answer is the code's own default, and stays it. */
  readonly settled: boolean;
  /** The variant, without recording anything. Undefined: the code's own default stands. */
  variant<K extends ExperimentKey>(experiment: K): VariantOf<K> | undefined;
  /**
   * The value of the visitor's variant, or the default; never anything else until the page is left. That it was seen is
   * recorded once, unless `expose` is false: then call `exposed` when it is shown.
   */
  value<K extends ExperimentKey, D extends DefaultOf<K>>(
    experiment: K,
    otherwise: D,
    options?: { expose?: boolean },
  ): ValueOf<K, D>;
  /** Records that the visitor saw its variant: once per phase and page view, however often it is called. */
  exposed(experiment: ExperimentKey): void;
  /** All that is known of the decision; undefined where there is none. */
  assignment(experiment: ExperimentKey): Answer | undefined;
  /** Records something that happened: `track('order_paid', { value: 89.9 })`. */
  track(name: string, event?: Event): void;
  /** Says which customer this visitor is, by an id of your own, not an address. */
  identify(user: string): void;
  /** Records a feeling, from -2 to 2, and a word about it. */
  pulse(touchpoint: string, score: number, word?: string): void;
  /** Adds attributes. Experiments that were asked for already keep their answer. */
  context(attributes: Context): void;
  consent(state: Consent): void;
  /** Calls back whenever an answer may be another than before for who has not asked yet. Answers how to stop that. */
  on(what: 'change', listener: () => void): () => void;
  /** Sends what waits, and settles when it has arrived or could not. */
  flush(): Promise<void>;
  /** Sends what waits, and stops. */
  close(): void;
}
