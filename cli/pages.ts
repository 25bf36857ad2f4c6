import type { Dependencies } from '../functions/dependencies.ts';
import { overviews } from '../functions/measuring.ts';
import type { Language } from '../shared/define/key.ts';
import type { Overview } from '../shared/learn/overview.ts';
import type { Scorecard } from '../shared/learn/scorecard.ts';
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
 * The pages of the local runner before its API: `/`, the data behind it, and `/live`, which answers another text once anything
 * may have changed. They need no key, as only this machine reaches them.
 */
export function withPages(answer: Answerer, dependencies: Dependencies, shown: Shown): Answerer {
  const since = dependencies.now();
  let changes = 0;
  let measured: { changes: number; at: number; overviews: Promise<Overview[]> } | undefined;
  const revision = () => `${since}.${changes}`;
  const read = () => {
    const at = dependencies.now();
    if (measured === undefined || measured.changes !== changes || at - measured.at > FRESH) {
      const fresh = { changes, at, overviews: overviews(dependencies) };
      // What failed is measured again for whoever asks next.
      fresh.overviews.catch(() => {
        if (measured === fresh) measured = undefined;
      });
      measured = fresh;
    }
    return measured.overviews;
  };
  return async (event) => {
    const { method } = event.requestContext.http;
    const page = method === 'GET' || method === 'HEAD' ? event.rawPath : undefined;
    if (page === '/live') return text(revision());
    if (page === '/') {
      const before = revision();
      const asked = { ...shown, language: languageOf(event), since: new Date(since).toISOString(), revision: before };
      return html(startPage(await read(), asked));
    }
    const card = /^\/scorecards\/([a-z0-9-]+)\.json$/.exec(page ?? '');
    if (card)
      return json(
        (await read()).flatMap(({ experiments }) => experiments).find(({ definition }) => definition.key === card[1])
          ?.scorecard,
      );
    const answered = await answer(event);
    if (method !== 'GET' && (answered.statusCode ?? 200) < 400) changes++;
    return answered;
  };
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

function text(body: string) {
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body,
  };
}

function html(page: ReturnType<typeof startPage>) {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': page.policy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  return { statusCode: 200, headers, body: page.html };
}
