import * as z from 'zod';
import { Journey } from '../shared/define/journey.ts';
import { onlyPhase } from '../shared/define/lifecycle.ts';
import { nearest } from '../shared/define/nearest.ts';
import { choices, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { pass, travelled } from '../shared/learn/pass.ts';
import { type Asked, type Design, outlook } from '../shared/learn/power.ts';
import { recentWeeks } from '../shared/learn/traffic.ts';
import { Week, weeksOf } from '../shared/money/weeks.ts';
import { pathOf } from '../shared/routes.ts';
import { powerText, unknownText } from '../shared/views/power.ts';
import { CONNECTION, readAnswer, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { readDefinitions } from './definitions.ts';
import { amount, momentOf, needed } from './option.ts';
import { unitsOf } from './units.ts';

const MOST = { weeks: 520, units: 1e12, lift: 100 };
const USUAL = { lift: 0.1, power: 0.8, alpha: 0.05 };

export const command: Command = {
  usage: 'power --journey KEY --touchpoint KEY [--lift | --weeks | --units]',
  summary: "What a test would take, from the journey's own last weeks: people, weeks, and the smallest change it finds",
  words: [0, 0],
  options: {
    journey: { type: 'string', help: 'key of the journey' },
    touchpoint: { type: 'string', help: 'key of the touchpoint' },
    lift: { type: 'string', help: 'relative change to find (0.1)' },
    weeks: { type: 'string', help: 'instead: how long it may take' },
    units: { type: 'string', help: 'instead: people in both versions together' },
    allocation: { type: 'string', help: 'share of those who come that is in the test (1)' },
    alpha: { type: 'string', help: 'how often a change may be seen that is not there (0.05)' },
    power: { type: 'string', help: 'how often a change must be seen that is there (0.8)' },
    definitions: { type: 'string', help: 'folder of definitions, to ask files instead of the server' },
    events: {
      type: 'string',
      multiple: true,
      help: 'with --definitions: files of events, as tramo analyze takes them',
    },
    map: { type: 'string', multiple: true, help: 'how the columns of a CSV file become events' },
    grouped: { type: 'boolean', help: "promises that a unit's lines stand together" },
    now: { type: 'string', help: 'as of this moment' },
    json: { type: 'boolean', help: 'the figures as JSON' },
    ...CONNECTION,
  },
  async run(args, terminal) {
    const key = needed(args.text('journey'), '--journey', 'its key');
    const touchpoint = needed(args.text('touchpoint'), '--touchpoint', 'its key');
    const [asked, design] = [askedBy(args), designOf(args)];
    const asOf = momentOf(args.text('now')) ?? terminal.now();
    const from = args.text('definitions') === undefined ? fromServer : fromFiles;
    const { journey, weeks } = await from(key, asOf, { args, terminal });
    const stage = oneOf('touchpoint', touchpoint, journey.touchpoints).stage;
    const found = outlook({ journey, touchpoint, weeks: recentWeeks(weeks, journey, asOf) }, asked, design);
    const { language, colour } = terminal;
    const around = { journey, language, colour };
    if (args.flag('json')) terminal.out(`${JSON.stringify(found, null, 2)}\n`);
    else terminal.out('why' in found ? unknownText(found.why, stage, around) : powerText(found, around));
    return 0;
  },
};

function askedBy(args: Arguments): Asked {
  const given = ['lift', 'weeks', 'units'].filter((option) => args.text(option) !== undefined);
  if (given.length > 1) {
    const options = given.map((option) => `--${option}`).join(' and ');
    throw new TramoError('invalid', `${options} stand together. Expected one of them: the others follow from it.`);
  }
  const weeks = amount(args.text('weeks'), { option: 'weeks', least: 1, most: MOST.weeks, whole: true });
  if (weeks !== undefined) return { weeks };
  const units = amount(args.text('units'), { option: 'units', least: 2, most: MOST.units, whole: true });
  if (units !== undefined) return { units };
  const lift = amount(args.text('lift'), { option: 'lift', least: -1, most: MOST.lift }) ?? USUAL.lift;
  if (lift === 0) throw new TramoError('invalid', '--lift is 0. Expected a change, such as 0.1 or -0.1.');
  return { lift };
}

function designOf(args: Arguments): Design {
  const share = (option: string, [least, most]: [number, number]) => amount(args.text(option), { option, least, most });
  return {
    alpha: share('alpha', [0.0001, 0.5]) ?? USUAL.alpha,
    power: share('power', [0.5, 0.9999]) ?? USUAL.power,
    allocation: share('allocation', [0.0001, 1]) ?? 1,
  };
}

interface Source {
  args: Arguments;
  terminal: Terminal;
}
type Known = Promise<{ journey: Journey; weeks: Week[] }>;

async function fromServer(key: string, _: number, { args, terminal }: Source): Known {
  if (args.list('events').length > 0) {
    throw new TramoError(
      'invalid',
      '--events stands without --definitions. Expected both, or neither to ask the server.',
    );
  }
  const get = async <S extends z.ZodType>(schema: S, name: 'journey' | 'journeyHealth') =>
    readAnswer(schema, await request(terminal, args, { method: 'GET', path: pathOf(name, { key }) }));
  const journey = await get(Journey.loose(), 'journey');
  const { weeks } = await get(z.object({ weeks: z.array(Week) }), 'journeyHealth');
  return { journey, weeks };
}

async function fromFiles(key: string, asOf: number, { args, terminal }: Source): Known {
  const { experiments, journeys } = await readDefinitions(args.text('definitions')!, terminal.cwd);
  const journey = oneOf('journey', key, journeys);
  const files = args.list('events');
  needed(files[0], '--events', 'a file; it may be repeated');
  const source = await unitsOf({ files, maps: args.list('map'), grouped: args.flag('grouped') }, terminal);
  const own = experiments.filter((each) => each.journey === key);
  const lived = own.map((definition) => ({ definition, phases: [onlyPhase(definition)], journey }));
  const question = { journeys: [journey], experiments: lived, compared: [], asOf, since: () => asOf };
  const found = travelled(await pass(source, question), journey);
  return { journey, weeks: found ? weeksOf(found, asOf) : [] };
}

function oneOf<T extends { key: string }>(what: string, key: string, all: T[]): T {
  const found = all.find((each) => each.key === key);
  if (found !== undefined) return found;
  const keys = all.map((each) => each.key);
  const near = nearest(key, keys);
  const expected = near ? `Nearest: ${near}` : `Expected ${choices(keys)}`;
  throw new TramoError('not_found', `--${what} ${plain(key)} is not defined. ${expected}.`);
}
