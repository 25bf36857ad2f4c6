import { subject } from '../shared/assign/assignment.ts';
import { attempt } from './attempt.ts';
import type { Client, Consent, Context, Event, Options } from './client.ts';
import { type Decision, decide, open } from './decision.ts';
import { deliver } from './delivery.ts';
import { arrive, keepUnit, keptUnit, random, scalars } from './page.ts';

export type * from './client.ts';

/** Milliseconds that a datafile of an earlier page view may be old. */
const FRESH = 86_400_000;

/**
 * Tramo in a page: decides here, without a request for each variant, and reports what happened. Nothing it meets makes it
 * throw or wait: without a datafile the code's own defaults stand. No value changes before the page is left.
 * @example
 * const tramo = createClient({ url: 'https://tramo.example', key: 'ck_…' });
 * await tramo.ready;
 * const { banner } = tramo.value('checkout-guarantee', { banner: null });
 */
export function createClient({
  url,
  key,
  unit: given,
  datafile,
  deadline = 1000,
  consent = 'granted',
  context = {},
}: Options): Client {
  let { source, tried } = arrive();
  let experiments = open(datafile);
  let [settled, closed] = [true, false];
  const place = `tramo.${key}.`;
  const address = `${url}/d/${key}/`;
  const unit = `${given ?? keptUnit() ?? random()}`;
  const decided = new Map<string, Decision | undefined>();
  const listeners = new Set<() => void>();
  const granted = () => consent === 'granted' && !closed;
  const delivery = deliver(`${address}events`, `${place}q.`, random(), granted);

  const changed = () => listeners.forEach(attempt);
  // Nobody, where consent is denied.
  const who = () => (consent === 'denied' ? '' : unit);
  const record = (event: object, properties?: object) => {
    if (!who()) return;
    delivery.add({ id: random(), unit, ts: Date.now(), ...event, properties: scalars({ ...source, ...properties }) });
    source = {};
  };
  // The same as long as the page is there, also where it is: nothing.
  const decision = (key: string) => {
    if (!decided.has(key)) {
      const look = { tried, now: Date.now() };
      decided.set(
        key,
        attempt(() => decide(experiments!.get(key)!, subject(who(), context), look)),
      );
    }
    return decided.get(key);
  };
  // From the page, or an earlier page view at once and refreshed behind, else from the network in time.
  const load = async () => {
    if (experiments || !who()) return;
    const [time, saved] = attempt(() => JSON.parse(localStorage.getItem(place)!)) ?? [];
    if (Math.abs(Date.now() - time) < FRESH) experiments = open(saved);
    // No header of its own, so that nothing is asked beforehand.
    const fetched = fetch(`${address}datafile.json`)
      .then(async (response) => {
        const found = await response.json();
        if (open(found) && granted()) attempt(() => localStorage.setItem(place, JSON.stringify([Date.now(), found])));
        return found;
      })
      .catch(() => {});
    const late = new Promise((settle) => setTimeout(settle, deadline));
    if (!experiments) {
      settled = false;
      experiments = open(await Promise.race([fetched, late]));
      settled = true;
      changed();
    }
  };
  const client = {
    ready: load().then(() => !!experiments),
    get unit() {
      return who() || undefined;
    },
    get settled() {
      return settled;
    },
    assignment: (key: string) => decision(key)?.answer,
    variant: (key: string) => decision(key)?.answer.variant,
    value(key: string, otherwise: unknown, { expose = true } = {}) {
      const value = decision(key)?.answer.value;
      if (value === undefined || (otherwise != null && typeof value !== typeof otherwise)) return otherwise;
      if (expose) client.exposed(key);
      return value;
    },
    exposed(key: string) {
      for (const each of decision(key)?.exposed.splice(0) ?? []) record(each, context);
    },
    track(name: string, { properties, ...event }: Event = {}) {
      record({ ...event, type: 'event', name }, properties);
    },
    identify: (user: string) => record({ type: 'identify', user }),
    pulse(touchpoint: string, value: number, word?: string) {
      client.track('pulse', { touchpoint, value, properties: { word } });
    },
    context(attributes: Context) {
      context = { ...context, ...attributes };
      changed();
    },
    consent(state: Consent) {
      consent = state;
      if (granted() && !given) keepUnit(unit);
      if (!who()) {
        delivery.forget();
        keepUnit('', 0);
        attempt(() => localStorage.removeItem(place));
      }
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
      closed = true;
    },
  };
  for (const name of ['visibilitychange', 'pagehide', 'online']) {
    attempt(() => addEventListener(name, client.flush));
  }
  client.consent(consent);
  // What variants and values there are is told by `tramo types`; here they are texts and anything.
  return client as unknown as Client;
}
