import type { Dependencies } from '../functions/dependencies.ts';
import { currentDigest } from '../functions/digest.ts';
import { pageHeaders } from '../functions/handler.ts';
import { overviews } from '../functions/measuring.ts';
import type { Language } from '../shared/define/key.ts';
import { plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import type { Digest } from '../shared/learn/digest.ts';
import type { Scorecard } from '../shared/learn/scorecard.ts';
import { Total } from '../shared/money/totals.ts';
import { weekPage } from '../shared/views/digest/page.ts';
import { startPage } from '../shared/views/page.ts';
import type { Answerer } from './serve.ts';

/** Windows close as time goes by, so what was measured is shown for a minute at most, without any change. */
const FRESH = 60_000;

/** What pages say of the server itself. */
export interface Shown {
  url: string;
  clientKey: string;
}

/**
 * The pages of the local runner before its API: `/`, `/week/{journey}`, the data behind it, and `/live`, which answers another text once anything
 * may have changed. They need no key, as only this machine reaches them.
 */
export function withPages(answer: Answerer, dependencies: Dependencies, shown: Shown): Answerer {
  const since = dependencies.now();
  let changes = 0;
  const revision = () => `${since}.${changes}`;
  const clock = { now: dependencies.now, changes: () => changes };
  const read = remembered(() => overviews(dependencies), clock);
  const digests = remembered((asked: string) => {
    const [key = '', week] = asked.split(' ');
    return currentDigest(dependencies, key, week);
  }, clock);
  return async (event) => {
    const { method } = event.requestContext.http;
    const page = method === 'GET' || method === 'HEAD' ? event.rawPath : undefined;
    if (page === '/live') return text(revision());
    if (page === '/') {
      const before = revision();
      const asked = { ...shown, language: languageOf(event), since: new Date(since).toISOString(), revision: before };
      return html(startPage(await read(''), asked));
    }
    const week = /^\/week\/([a-z0-9-]+)$/.exec(page ?? '')?.[1];
    if (week !== undefined) return weekOf(week, event, { digests, revision: revision() });
    const card = /^\/scorecards\/([a-z0-9-]+)\.json$/.exec(page ?? '');
    if (card)
      return json(
        (await read('')).flatMap(({ experiments }) => experiments).find(({ definition }) => definition.key === card[1])
          ?.scorecard,
      );
    const answered = await answer(event);
    if (method !== 'GET' && (answered.statusCode ?? 200) < 400) changes++;
    return answered;
  };
}

type Remembered<T> = (asked: string) => Promise<T>;

/** The answer of a minute ago at most, if nothing has changed since. */
function remembered<T>(make: Remembered<T>, clock: { now: () => number; changes: () => number }): Remembered<T> {
  const kept = new Map<string, { changes: number; at: number; answer: Promise<T> }>();
  return (asked) => {
    const [at, changes] = [clock.now(), clock.changes()];
    for (const [name, each] of kept) if (each.changes !== changes || at - each.at > FRESH) kept.delete(name);
    const known = kept.get(asked);
    if (known !== undefined) return known.answer;
    const fresh = { changes, at, answer: make(asked) };
    kept.set(asked, fresh);
    // What failed is measured again for whoever asks next.
    fresh.answer.catch(() => {
      if (kept.get(asked) === fresh) kept.delete(asked);
    });
    return fresh.answer;
  };
}

/** The founder's week; refusals in words, as there is nothing else to show. */
async function weekOf(
  key: string,
  event: Event,
  { digests, revision }: { digests: Remembered<Digest>; revision: string },
) {
  const week = new URLSearchParams(event.rawQueryString).get('week') ?? undefined;
  if (week !== undefined && !Total.shape.week.safeParse(week).success) {
    return text(`${plain(week)} is no week. Expected one such as 2026-W47.`, 400);
  }
  try {
    const digest = await digests([key, week].filter((each) => each !== undefined).join(' '));
    return html(weekPage(digest, { language: languageOf(event), revision }));
  } catch (error) {
    if (error instanceof TramoError) return text(error.message, 404);
    throw error;
  }
}

/** A scorecard as data, for somebody who came from the page, where no key is needed. */
function json(card: Scorecard | undefined) {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  if (card) return { statusCode: 200, headers, body: JSON.stringify(card, null, 2) };
  const message = 'There is no such scorecard. The start page links to those there are.';
  return { statusCode: 404, headers, body: JSON.stringify({ error: { code: 'not_found', message, details: [] } }) };
}

type Event = Parameters<Answerer>[0];

function languageOf({ rawQueryString, headers }: Event): Language {
  const asked = new URLSearchParams(rawQueryString).get('lang') ?? headers['accept-language'] ?? '';
  return asked.toLowerCase().startsWith('es') ? 'es' : 'en';
}

function text(body: string, statusCode = 200) {
  return {
    statusCode,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body,
  };
}

function html(page: ReturnType<typeof startPage>) {
  return { statusCode: 200, headers: { 'cache-control': 'no-store', ...pageHeaders(page) }, body: page.html };
}
