import { evaluateAll, evaluateOne, OFREP_STATUS } from '../shared/assign/ofrep.ts';
import { digest } from '../shared/define/canonical.ts';
import { TramoError } from '../shared/errors.ts';
import type { Call } from './call.ts';
import { ofLambda } from './dependencies.ts';
import { type Answer, frame, type Handlers } from './handler.ts';
import type { Served } from './published.ts';

/** A script that any page may load. */
const MODULE = { 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' };

type Asking = Pick<Call<'datafile'>, 'caller' | 'headers' | 'published'>;

/** The datafile that a key may have: what is `serverOnly` leaves for servers only. Its evaluation answers everybody. */
function served({ caller, published }: Asking): Served {
  return caller.kind === 'server' || caller.kind === 'admin' ? published.datafile.server : published.datafile.public;
}

/** Content with its ETag, or 304 where the caller has it already. */
function unlessKnown({ headers }: Pick<Asking, 'headers'>, content: Answer & { text: string }, etag: string): Answer {
  const known = (headers['if-none-match'] ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''));
  const labelled = { ...content.headers, etag };
  return known.includes(etag) || known.includes('*')
    ? { status: 304, headers: labelled }
    : { ...content, headers: labelled };
}

function datafile(asking: Asking): Answer {
  const { text, etag } = served(asking);
  // Two keys may get two files at one address, and it is a cache's to keep them apart.
  const vary = 'authorization, x-api-key';
  const headers = { 'cache-control': 'public, max-age=60, stale-while-revalidate=86400', vary };
  return unlessKnown(asking, { text, headers }, etag);
}

const asked = ({ body, arrival }: Call<'evaluate' | 'evaluateAll'>) => ({ context: body.context, now: arrival });

/** The datafile, evaluations of it for OpenFeature (OFREP 0.3.0), and a sign of life. */
export const handlers: Handlers<'ofrep'> = {
  datafile,
  clientDatafile: datafile,

  evaluate(call) {
    const body = evaluateOne(call.published.datafile.server.experiments, call.parameters.key!, asked(call));
    return 'errorCode' in body ? { status: OFREP_STATUS[body.errorCode], body } : { body };
  },

  evaluateAll(call) {
    const body = evaluateAll(call.published.datafile.server.experiments, asked(call));
    if ('errorCode' in body) return { status: OFREP_STATUS[body.errorCode], body };
    const text = JSON.stringify(body);
    return unlessKnown(call, { text }, `"${digest(text)}"`);
  },

  /** Where it is now: pages that name no version ask again after five minutes. */
  async sdk(call, { sdk }) {
    const { text, hash } = await sdk();
    return unlessKnown(call, { text, headers: { ...MODULE, 'cache-control': 'public, max-age=300' } }, `"${hash}"`);
  },

  /** One version for ever. A page that names one that is gone gets the one there is. */
  async sdkVersion({ parameters }, { sdk }) {
    const { text, hash } = await sdk();
    if (!/^[0-9a-f]{12}$/.test(parameters.hash!)) throw new TramoError('not_found', 'No version has this name.');
    if (parameters.hash !== hash) return { status: 302, headers: { ...MODULE, location: '/sdk.js' } };
    return { text, headers: { ...MODULE, 'cache-control': 'public, max-age=31536000, immutable' } };
  },

  health: () => ({ body: { ok: true } }),
};

export const handler = frame(handlers, ofLambda);
