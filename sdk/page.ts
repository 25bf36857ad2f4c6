import { isKnown } from '../shared/assign/audience.ts';
import { attempt } from './attempt.ts';
import type { Context } from './client.ts';
import { AGE } from './limits.ts';

/** An id that nobody else has: 128 random bits. crypto.randomUUID is missing where a page has no https. */
export const random = (): string => crypto.getRandomValues(new Uint32Array(4)).join('');

/** The unit that a cookie of this site holds; what is longer than one may be is somebody else's. */
export function keptUnit(): string | undefined {
  return attempt(() => decodeURIComponent(/(^|; )tramo=([^;]{1,128})(;|$)/.exec(document.cookie)![2]!));
}

/** Keeps the unit in a cookie, where a server sees it too; without a unit it is removed. */
export function keepUnit(unit: string): void {
  attempt(() => {
    const secure = location.protocol === 'https:' ? ';secure' : '';
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs https and is not in every browser
    document.cookie = `tramo=${encodeURIComponent(unit)};path=/;max-age=${unit ? AGE : 0};samesite=lax${secure}`;
  });
}

/** How a visitor came to the page. */
export interface Arrival {
  /** What its address says of an advertisement, and the site that linked to it. */
  source: Record<string, string>;
  /** Variants that somebody tries: `?tramo=checkout-guarantee:guarantee`, several with commas between. The tab remembers them. */
  tried: string[];
}

export function arrive(): Arrival {
  const source: Record<string, string> = {};
  let tried = '';
  attempt(() => {
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (/^utm_|clid$/.test(name)) source[name] = value;
      if (name === 'tramo') sessionStorage.tramo = value;
    }
    tried = sessionStorage.tramo ?? '';
  });
  attempt(() => {
    const { hostname } = new URL(document.referrer);
    if (hostname !== location.hostname) source.referrer = hostname;
  });
  return { source, tried: tried.split(',') };
}

/** What an event may bear of these: texts, finite numbers and booleans, the first sixteen. One that may not would cost the event. */
export function scalars(properties: Context): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  let left = 16;
  for (const name in properties) {
    const value = properties[name];
    if (isKnown(value) && (typeof value !== 'number' || Number.isFinite(value)) && name.length < 65 && left-- > 0)
      told[name] = typeof value === 'string' ? value.slice(0, 256) : value;
  }
  return told;
}
