import { isbot } from 'isbot';
import { subject } from '../shared/assign/assignment.ts';
import { PULSE, PULSE_WORD } from '../shared/define/key.ts';
import { TramoError } from '../shared/errors.ts';
import { readLine } from '../shared/measure/door.ts';
import { type Opened as Invitation, open, variantsOf } from '../shared/measure/invitation.ts';
import { askPage, type Encounter, languageOf, refusalPage, thanksPage } from '../shared/views/pulse.ts';
import type { Call } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import type { Answer } from './handler.ts';
import { keepLines } from './keeping.ts';

/** Longest string that a property of an event may be. */
const LONGEST = 256;

type Asked = Pick<Call<'askPulse'>, 'parameters' | 'query' | 'headers' | 'published' | 'arrival'>;

/** The page of a link. It stores nothing: mail scanners and previews of chats look too. */
function askPulse(call: Asked): Answer {
  const met = meet(call);
  if ('page' in met) return met;
  const { said } = call.query;
  return { page: said === undefined ? askPage(met.encounter) : thanksPage(met.encounter, said) };
}

/** A tap, or the word after it: kept, and answered by the page that a look at it may be repeated on. */
async function tellPulse(call: Call<'tellPulse'>, dependencies: Dependencies): Promise<Answer> {
  const met = meet(call);
  if ('page' in met) return met;
  const { score } = call.body;
  const word = wordOf(call.body.word ?? '');
  if (score !== undefined) await keep(call, { name: PULSE, value: Number(score) }, met.invitation, dependencies);
  else if (word !== '') await keep(call, { name: PULSE_WORD, word }, met.invitation, dependencies);
  const query = Object.entries({ ...call.query, said: score === undefined ? 'word' : 'face' }).filter(
    ([, each]) => each !== undefined,
  );
  return { status: 303, headers: { location: `?${new URLSearchParams(query)}` } };
}

/** The invitation of a link with what its pages need; or the page that says what is wrong with it. */
function meet({ parameters, query, headers, published, arrival }: Asked) {
  const touchpoint = parameters.touchpoint!;
  const { secret, touchpoints } = published.invitations;
  // Made a moment ago perhaps, and not yet known here: a document is read once a minute.
  if (secret === undefined && query.u)
    throw new TramoError('unavailable', 'No link was made yet that this server knows of.');
  const place = touchpoints.get(touchpoint);
  const language = languageOf({ lang: query.lang, accepted: headers['accept-language'], locale: place?.locale });
  const invitation = secret === undefined ? 'broken' : open(touchpoint, query, { secret, now: arrival });
  if (invitation === 'broken') return { status: 404, page: refusalPage('broken', language) };
  if (invitation === 'over') return { status: 410, page: refusalPage('over', language) };
  const encounter: Encounter = { language, name: place?.name, link: { u: query.u ?? '', v: query.v } };
  const variants = invitation.variants || variantsOf(place?.experiments ?? [], subject(invitation.unit, {}), arrival);
  return { invitation: { ...invitation, variants }, encounter };
}

/** One line for the store, known by its link: the first counts, however often it is sent. @throws TramoError `unavailable` */
async function keep(
  { parameters, headers, published, arrival }: Asked,
  told: { name: string; value?: number; word?: string },
  invitation: Invitation,
  dependencies: Dependencies,
): Promise<void> {
  const touchpoint = parameters.touchpoint!;
  const { unit, id, variants } = invitation;
  const { name, value, word } = told;
  const raw = {
    type: 'event',
    id: value === undefined ? `${id}-word` : id,
    unit,
    name,
    value,
    touchpoint,
    ts: arrival,
    robot: isbot(headers['user-agent']),
    properties: { ...(word && { word }), ...(variants && { variants }) },
  };
  const door = { key: 'server', arrival, past: false, robot: false, guarded: published.guarded } as const;
  const sorry = 'Not stored now. Tap again: nothing is counted twice.';
  await keepLines([{ raw, ...readLine(raw, door) }], { door, sorry }, dependencies);
}

/** What somebody wrote, as a property holds it. */
function wordOf(text: string): string {
  return text.replaceAll('\r\n', '\n').trim().slice(0, LONGEST).toWellFormed();
}

export const pulse = { askPulse, tellPulse };
