'use client';

import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react';
import type { Client, DefaultOf, ExperimentKey, ValueOf, VariantOf } from './client.ts';

/** Who is asked: the browser's client, or on a server whatever answers as it does for this one visitor. */
export type Asked = Pick<Client, 'variant' | 'value' | 'exposed'> & Partial<Pick<Client, 'ready' | 'settled' | 'on'>>;

/** `served`: the markup that was there first was made by a server that knew what this visitor gets. */
const Told = createContext<{ client: Asked | undefined; served: boolean }>({ client: undefined, served: false });

/** Experiments that stay at the default until the page is left, since the page came with it. */
const plain = new WeakMap<Asked, Set<string>>();

function isPlain(client: Asked | undefined, experiment: string): boolean {
  return client === undefined || plain.get(client)?.has(experiment) === true;
}

/**
 * Hands the client to everything inside. On a server give the visit; where there is none leave `client` undefined, and
 * what is inside renders its defaults, there and when the browser takes over. A `<meta name="tramo">` says which it was.
 */
export function TramoProvider(props: { client: Asked | undefined; children?: ReactNode }): ReactElement {
  const { client, children } = props;
  const marked = () => document.querySelector('meta[name=tramo]') !== null;
  const known = () => (typeof document === 'undefined' ? client !== undefined : marked());
  const served = useSyncExternalStore(still, marked, known);
  const mark = served && createElement('meta', { name: 'tramo', content: 'served' });
  const value = useMemo(() => ({ client, served }), [client, served]);
  return createElement(Told.Provider, { value }, mark, children);
}

/**
 * The visitor's variant; undefined where the code's own default stands. Suspends while the datafile is awaited, which is at
 * most the client's deadline. That it was seen is recorded once it is on the page, unless `expose` is false.
 */
export function useVariant<K extends ExperimentKey>(
  experiment: K,
  { expose = true }: { expose?: boolean } = {},
): VariantOf<K> | undefined {
  const variant = useAsked(experiment);
  useExposure(experiment, expose);
  return variant;
}

/** The value of the visitor's variant, or the default; for the rest as `useVariant`. */
export function useValue<K extends ExperimentKey, D extends DefaultOf<K>>(
  experiment: K,
  otherwise: D,
  options?: { expose?: boolean },
): ValueOf<K, D> | D {
  const { client } = useContext(Told);
  const variant = useVariant(experiment, options);
  if (client === undefined || variant === undefined) return otherwise;
  return client.value(experiment, otherwise, { expose: false });
}

/**
 * Shows what belongs to the visitor's variant, and records that; `otherwise` where there is no variant, or one that
 * `variants` does not have, which is not recorded.
 */
export function Experiment<K extends ExperimentKey>(props: {
  experiment: K;
  variants: Readonly<Record<VariantOf<K> & string, ReactNode>>;
  otherwise: ReactNode;
}): ReactNode {
  const { experiment, variants, otherwise } = props;
  const variant = useAsked(experiment);
  const shown = variant !== undefined && Object.hasOwn(variants, variant);
  useExposure(experiment, shown);
  return shown ? variants[variant] : otherwise;
}

/** What the markup shows that is taken over is what the server had: its variant, or for good the default. */
function useAsked<K extends ExperimentKey>(experiment: K): VariantOf<K> | undefined {
  const { client, served } = useContext(Told);
  const subscribe = useCallback((changed: () => void) => client?.on?.('change', changed) ?? still(), [client]);
  const ask = () => {
    if (client === undefined || isPlain(client, experiment)) return undefined;
    if (client.settled === false) throw client.ready; // to ask now would settle for the default
    return client.variant(experiment);
  };
  const first = () => {
    if (client !== undefined && !served) plain.set(client, (plain.get(client) ?? new Set()).add(experiment));
    return ask();
  };
  return useSyncExternalStore(subscribe, ask, first);
}

/** In an effect, so once it is on the page: not on a server, and not for a render that React throws away. */
function useExposure(experiment: ExperimentKey, shown: boolean): void {
  const { client } = useContext(Told);
  useEffect(() => {
    if (shown && !isPlain(client, experiment)) client?.exposed(experiment);
  }, [client, experiment, shown]);
}

function still(): () => void {
  return () => {};
}
