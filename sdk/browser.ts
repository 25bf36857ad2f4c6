import { subject } from '../shared/assign/assignment.ts';
import { addressOf } from './address.ts';
import { attempt } from './attempt.ts';
import type { Client, Consent, Context, Event, Options } from './client.ts';
import { type Decision, decide, find, readable } from './decision.ts';
import { deliver } from './delivery.ts';
import { FRESH } from './limits.ts';
import { arrive, keepUnit, keptUnit, random, scalars } from './page.ts';

export type * from './client.ts';

/**
 * Tramo in a page: decides here, without a request for each variant, and reports what happened. Nothing it meets makes it
 * throw or wait: without a datafile the code's own defaults stand. No value changes before the page is left.
 * @example
 * const tramo = createClient({ url: 'https://tramo.example', key: 'ck_…' });
 * await tramo.ready;
 * const { banner } = tramo.value('checkout-guarantee', { banner: null });
 */
export function createClient(options: Options): Client {
  let { consent = 'granted', context = {} } = options;
  let { source, tried } = arrive();
  let known = readable(options.datafile);
  let settled = true;

  const place = `tramo.${options.key}.`;
  const address = `${addressOf(options.url)}/d/${options.key}/`;
  const unit = `${options.unit ?? keptUnit() ?? random()}`;
  const decided = new Map<string, Decision | undefined>();
  const listeners = new Set<() => void>();
  const granted = () => consent === 'granted';
  const delivery = deliver(`${address}events`, place, granted);

  const changed = () => listeners.forEach(attempt);
  // Nobody, where consent is denied.
  const who = () => (consent === 'denied' ? '' : unit);
  const record = (event: object, properties?: object) =>
    attempt(() => {
      if (!who()) return;
      delivery.add({ id: random(), unit, ts: Date.now(), ...event, properties: scalars({ ...source, ...properties }) });
      source = {};
    });
  // The same as long as the page is there, also where it is: nothing.
  const decision = (key: string) => {
    if (!decided.has(key)) {
      decided.set(
        key,
        attempt(() => decide(find(known!, key), subject(who(), context), { tried, now: Date.now() })),
      );
    }
    return decided.get(key);
  };

  // From the page, or an earlier page view at once and refreshed behind, else from the network in time.
  const load = async () => {
    if (known || !who()) return;
    attempt(() => {
      const saved = JSON.parse(localStorage[place]);
      if (Math.abs(Date.now() - saved.time) < FRESH) known = readable(saved);
    });
    // No header of its own, so that nothing is asked beforehand.
    const fetched = fetch(`${address}datafile.json`)
      .then(async (response) => {
        const found = readable(await response.json());
        attempt(() => {
          if (found && granted()) localStorage[place] = JSON.stringify({ time: Date.now(), ...found });
        });
        return found;
      })
      .catch(() => undefined);
    if (known) return;
    settled = false;
    known = await Promise.race([
      fetched,
      new Promise<undefined>((settle) => setTimeout(settle, options.deadline ?? 1000)),
    ]);
    settled = true;
    changed();
  };
  const client = {
    ready: load().then(() => !!known),
    get unit() {
      return who() || undefined;
    },
    get settled() {
      return settled;
    },
    assignment: (key: string) => decision(key)?.answer,
    variant: (key: string) => decision(key)?.answer.variant,
    value(key: string, otherwise: unknown, options?: { expose?: boolean }) {
      const value = decision(key)?.answer.value;
      if (value === undefined || (otherwise != null && typeof value !== typeof otherwise)) return otherwise;
      if (options?.expose !== false) client.exposed(key);
      return value;
    },
    exposed(key: string) {
      for (const each of decision(key)?.exposed.splice(0) ?? []) record(each, context);
    },
    track(name: string, event?: Event) {
      record({ ...event, type: 'event', name }, event?.properties);
    },
    identify: (user: string) => record({ type: 'identify', user }),
    pulse(touchpoint: string, value: number, word?: string) {
      record({ type: 'event', name: 'pulse', touchpoint, value }, { word });
    },
    context(attributes: Context) {
      context = { ...context, ...attributes };
      changed();
    },
    consent(state: Consent) {
      consent = state;
      if (granted() ? !options.unit : !who()) keepUnit(who());
      if (!who()) delivery.forget();
      client.flush();
      changed();
    },
    on(_: 'change', listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    flush: delivery.flush,
    close() {
      client.flush();
      consent = 'pending';
    },
  };
  attempt(() => {
    for (const name of ['visibilitychange', 'pagehide', 'online']) addEventListener(name, client.flush);
  });
  client.consent(consent);
  // What variants and values there are is told by `tramo types`; here they are texts and anything.
  return client as unknown as Client;
}
