import { isbot } from 'isbot';
import { TramoError } from '../shared/errors.ts';
import { type Door, instant, readLine, receipt } from '../shared/measure/door.ts';
import { MOST_EVENTS } from '../shared/measure/event.ts';
import type { Call } from './call.ts';
import { type Dependencies, ofLambda } from './dependencies.ts';
import { type Answer, frame, type Handlers } from './handler.ts';
import { keepLines } from './keeping.ts';
import { pulse } from './pulse.ts';

type Sending = Pick<Call<'events'>, 'body' | 'headers' | 'caller' | 'published' | 'arrival'>;

/** Keeps the good events of a batch and answers why the others are not kept. Writes only: nothing is read or compared. */
async function receive(sending: Sending, dependencies: Dependencies): Promise<Answer> {
  const door = doorOf(sending);
  const judged = sending.body.events.map((raw) => ({ raw, ...readLine(raw, door) }));
  const sorry = 'Not all could be stored now. Send the same again: nothing is counted twice.';
  await keepLines(judged, { door, sorry }, dependencies);
  const body = receipt('events', judged);
  return { status: 'error' in body ? 400 : 200, body };
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

/** Receiving, the looking on, and the page that asks for a feeling. */
export const handlers: Handlers<'events'> = {
  events: receive,
  clientEvents: receive,
  ...pulse,
  arrivals({ query }, { arrivals }) {
    if (arrivals) return { body: arrivals.read(query) };
    throw new TramoError('not_found', 'Arrivals are kept by tramo dev only: an account has no list of them.');
  },
};

export const handler = frame(handlers, ofLambda);
