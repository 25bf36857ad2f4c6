import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { Journey } from '../shared/define/journey.ts';
import { STATES } from '../shared/define/lifecycle.ts';
import { Arrival } from '../shared/measure/arrival.ts';
import { type Fed, feedsOf } from '../shared/measure/feed.ts';
import { pathOf, type RouteName } from '../shared/routes.ts';
import { arrivalLines } from './arrival.ts';
import { CONNECTION, connection, readAnswer, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';

const LISTENING = {
  en: (url: string) => `Listening at ${url}. Ctrl+C ends it.\n`,
  es: (url: string) => `A la escucha en ${url}. Termina con Ctrl+C.\n`,
};
const PAUSE = 1000;
const BEFORE = 10;

export const command: Command = {
  usage: 'tail',
  summary: 'Shows events as they arrive and what each feeds; refused ones with the reason',
  words: [0, 0],
  options: {
    ...CONNECTION,
    once: { type: 'boolean', help: 'shows what arrived last, and does not wait for more' },
    json: { type: 'boolean', help: 'a line of JSON an event' },
  },
  run,
};

const Page = z.object({ arrivals: z.array(Arrival), last: z.int() });
const Journeys = z.object({ journeys: z.array(z.object(Journey.shape)) });
const Variant = z.object({ key: z.string() });
const Experiments = z.object({
  experiments: z.array(z.object({ key: z.string(), state: z.enum(STATES), variants: z.array(Variant) })),
});

/** Asks once a second. Ends with `--once`, with ctrl-C, and with the server. */
async function run(args: Arguments, terminal: Terminal): Promise<number> {
  const get = async <S extends z.ZodType>(schema: S, name: RouteName, query = '') =>
    readAnswer(schema, await request(terminal, args, { method: 'GET', path: pathOf(name) + query }));
  const first = `?last=${BEFORE}`;
  let query = first;
  for (;;) {
    const { arrivals, last } = await get(Page, 'arrivals', query);
    if (arrivals.length > 0) {
      // Read anew each time: definitions change while somebody looks on.
      const fed = { ...(await get(Journeys, 'journeys')), ...(await get(Experiments, 'experiments')) };
      for (const arrival of arrivals) show(arrival, fed, { terminal, json: args.flag('json') });
    }
    if (args.flag('once')) return 0;
    if (query === first && terminal.interactive) {
      const { url } = await connection(terminal, args);
      terminal.err(LISTENING[terminal.language](new URL(url).origin));
    }
    query = `?after=${last}`;
    await setTimeout(PAUSE);
  }
}

function show(arrival: Arrival, fed: Fed, { terminal, json }: { terminal: Terminal; json: boolean }): void {
  const feeds = arrival.refusal === undefined ? feedsOf(arrival, fed) : [];
  if (json) terminal.out(`${JSON.stringify({ ...arrival, at: new Date(arrival.at).toISOString(), feeds })}\n`);
  else terminal.out(`${arrivalLines(arrival, feeds, { fed, terminal }).join('\n')}\n`);
}
