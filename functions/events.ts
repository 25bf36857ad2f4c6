import { isbot } from 'isbot';
import { TramoError } from '../shared/errors.ts';
import { type Door, instant, type Refusal, readLine } from '../shared/measure/door.ts';
import { type Line, MOST_EVENTS } from '../shared/measure/event.ts';
import { pack } from '../shared/measure/item.ts';
import type { Call } from './call.ts';
import { type Dependencies, ofLambda } from './dependencies.ts';
import { type Answer, frame, type Handlers } from './handler.ts';

const DAY = 86_400_000;

type Sending = Pick<Call<'events'>, 'body' | 'headers' | 'caller' | 'published' | 'arrival'>;

/** Keeps the good events of a batch and answers why the others are not kept. Writes only: nothing is read or compared. */
async function receive(sending: Sending, { store, environment }: Dependencies): Promise<Answer> {
  const door = doorOf(sending);
  const lines: Line[] = [];
  const rejected: ({ index: number } & Refusal)[] = [];
  for (const [index, raw] of sending.body.events.entries()) {
    const read = readLine(raw, door);
    if ('line' in read) lines.push(read.line);
    else rejected.push({ index, ...read.refusal });
  }
  const left = await store.events.write(pack(lines, { ...door, retention: environment.retentionDays * DAY }));
  if (left.length > 0) {
    throw new TramoError('unavailable', 'Not all could be stored now. Send the same again: nothing is counted twice.');
  }
  const answer = { accepted: lines.length, rejected };
  return lines.length > 0 ? { body: answer } : { status: 400, body: { ...answer, error: allBad(rejected) } };
}

function doorOf({ body, headers, caller, published, arrival }: Sending): Door {
  const { events, sentAt, import: past = false } = body;
  if (events.length > MOST_EVENTS) {
    throw new TramoError('too_large', `${events.length} events. Expected at most ${MOST_EVENTS} at once.`);
  }
  if (past && caller.kind === 'client') {
    throw new TramoError('forbidden', 'A client key may not import. Expected a server or admin key.');
  }
  const sent = sentAt === undefined ? undefined : instant(sentAt);
  const robot = isbot(headers['user-agent']);
  return { key: caller.kind, arrival, sentAt: sent, past, robot, guarded: published.guarded };
}

function allBad(rejected: ({ index: number } & Refusal)[]) {
  const details = rejected.map(({ index, path, message }) => ({ path: `events.${index}${path && `.${path}`}`, message }));
  const message = `None of the ${rejected.length} events was kept. The first: ${rejected[0]?.message}`;
  return { code: 'invalid', message, details };
}

export const handlers: Handlers<'events'> = { events: receive, clientEvents: receive };

export const handler = frame(handlers, ofLambda);
