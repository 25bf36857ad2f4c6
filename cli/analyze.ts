import type { Experiment } from '../shared/define/experiment.ts';
import type { Journey } from '../shared/define/journey.ts';
import { LifecycleLine, life, onlyPhase } from '../shared/define/lifecycle.ts';
import { nearest } from '../shared/define/nearest.ts';
import { check, detail } from '../shared/define/sentence.ts';
import { choices, plain } from '../shared/define/words.ts';
import { type Detail, TramoError } from '../shared/errors.ts';
import { compose } from '../shared/learn/compose.ts';
import { type Books, pass, travelled } from '../shared/learn/pass.ts';
import type { Scorecard } from '../shared/learn/scorecard.ts';
import { type JourneyHealth, journeyHealth } from '../shared/learn/traffic.ts';
import type { Lived } from '../shared/measure/plan.ts';
import { scorecardText } from '../shared/views/table.ts';
import { trafficText } from '../shared/views/traffic.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { readCosts } from './costs.ts';
import { readDefinitions } from './definitions.ts';
import { onlyJourney } from './ledger.ts';
import { momentOf, needed } from './option.ts';
import { readRaw } from './raw.ts';
import { readTotals } from './totals.ts';
import { unitsOf } from './units.ts';

export const command: Command = {
  usage: 'analyze --definitions DIR --events FILE',
  summary: 'Scorecards and the health of journeys straight from files: the same fold and engine, no server',
  words: [0, 0],
  options: {
    definitions: { type: 'string', help: 'folder of the definitions' },
    events: { type: 'string', multiple: true, help: '.jsonl, .jsonl.gz, .csv (with --map) or -; may be repeated' },
    map: {
      type: 'string',
      multiple: true,
      help: 'how the columns of a CSV file become events; one for each, in order',
    },
    grouped: { type: 'boolean', help: "promises that a unit's lines stand together: memory then stays flat" },
    costs: { type: 'string', help: 'the ledger: a .csv as tramo import-costs takes it' },
    totals: { type: 'string', help: "the shop's own totals: a .csv as tramo import-totals takes it" },
    journey: { type: 'string', help: 'whose costs and totals, where there are several' },
    lifecycle: { type: 'string', help: 'starts, pauses, changes and stops, one JSON line each' },
    experiment: { type: 'string', help: 'only this experiment' },
    phase: { type: 'string', help: 'an earlier phase, by its number' },
    now: { type: 'string', help: 'as of this moment; later lines are not read' },
    json: { type: 'boolean', help: 'scorecards and journeys as JSON' },
  },
  run,
};

async function run(args: Arguments, terminal: Terminal): Promise<number> {
  const folder = needed(args.text('definitions'), '--definitions', 'the folder they are in');
  const files = args.list('events');
  needed(files[0], '--events', 'a file; it may be repeated');
  const asOf = momentOf(args.text('now')) ?? terminal.now();
  const { experiments, journeys, calendar } = await readDefinitions(folder, terminal.cwd);
  const lines = await readLifecycle(args.text('lifecycle'), experiments, terminal);
  const compared = choose(experiments, args.text('experiment')).map(({ key }) => key);
  const lived = experiments.map((each) => {
    const lifetime = live(each, journeys, { lines, asOf });
    return compared.includes(each.key) ? phaseOf(lifetime, args.text('phase')) : lifetime;
  });
  const source = await unitsOf({ files, maps: args.list('map'), grouped: args.flag('grouped') }, terminal);
  const { books, left: unread } = await readBooks(args, journeys, terminal);
  const found = await pass(source, { journeys, experiments: lived, compared, asOf, since: () => asOf, books });
  const scorecards = found.found.map((each) => compose(each, found, { asOf, computedAt: terminal.now(), calendar }));
  const stand = journeys.map((journey) => journeyHealth(travelled(found, journey)!, { asOf, calendar }));
  if (args.flag('json')) terminal.out(`${JSON.stringify({ scorecards, journeys: stand }, null, 2)}\n`);
  else terminal.out([...tables(scorecards, lived, terminal), ...told(stand, journeys, terminal)].join('\n'));
  const left = source.leftOut() + unread;
  if (left > 0) terminal.err(`${left} ${left === 1 ? 'line was' : 'lines were'} left out of these numbers.\n`);
  return left > 0 ? 1 : 0;
}

/** The ledger and the totals of one journey; the others have none. */
async function readBooks(args: Arguments, journeys: Journey[], terminal: Terminal) {
  const [costs, totals] = [args.text('costs'), args.text('totals')];
  const none: Books = { ledger: [], totals: [] };
  if (costs === undefined && totals === undefined) {
    if (args.text('journey') === undefined) return { books: () => none, left: 0 };
    throw new TramoError('invalid', '--journey says whose --costs and --totals they are. Expected one of these too.');
  }
  const journey = onlyJourney(journeys, args.text('journey'));
  const spent = costs === undefined ? undefined : await readCosts(costs, journey, terminal);
  const counted = totals === undefined ? undefined : await readTotals(totals, terminal);
  const own: Books = { ledger: spent?.ledger ?? [], totals: counted?.totals ?? [] };
  const left = (spent?.left ?? 0) + (counted?.left ?? 0);
  return { books: (asked: Journey) => (asked === journey ? own : none), left };
}

/** Each scorecard as a person reads it. */
function tables(scorecards: Scorecard[], lived: Lived[], { language, colour }: Terminal): string[] {
  return scorecards.map((card) => {
    const { definition, journey } = lived.find((each) => each.definition.key === card.experiment)!;
    return scorecardText(card, { definition, journey, language, colour });
  });
}

/** How each journey stands that cost anything. */
function told(stand: JourneyHealth[], journeys: Journey[], { language, colour }: Terminal): string[] {
  return stand.flatMap((health, place) => {
    const spent = health.weeks.some(({ scope }) => (scope?.loaded.spend ?? 0) !== 0);
    return spent ? [trafficText(health, { journey: journeys[place]!, language, colour })] : [];
  });
}

function choose(experiments: Experiment[], key: string | undefined): Experiment[] {
  if (key === undefined) return experiments;
  const chosen = experiments.filter((each) => each.key === key);
  if (chosen.length > 0) return chosen;
  const keys = experiments.map((each) => each.key);
  const near = nearest(key, keys);
  throw new TramoError(
    'invalid',
    `--experiment ${plain(key)} is not defined. ${near ? `Nearest: ${near}` : `Expected ${choices(keys)}`}.`,
  );
}

/**
 * An experiment as it stood at a moment, with its phases; of one that no lifecycle line names, one phase that began before
 * anything was seen.
 */
function live(
  started: Experiment,
  journeys: Journey[],
  { lines, asOf }: { lines: LifecycleLine[]; asOf: number },
): Lived {
  const journey = journeys.find(({ key }) => key === started.journey)!;
  const own = lines.filter(({ experiment }) => experiment === started.key);
  if (own.length === 0) return { definition: started, phases: [onlyPhase(started)], started, journey };
  const { definition, phases } = life(
    started,
    own.filter(({ at }) => Date.parse(at) <= asOf),
  );
  return { definition, phases, started, journey };
}

/** The same in the phase that was asked for. */
function phaseOf(lived: Lived, asked: string | undefined): Lived {
  if (asked === undefined) return lived;
  const { definition, phases } = lived;
  const number = Number(asked);
  if (phases.some((phase) => phase.number === number)) return { ...lived, number };
  const known = phases.map((phase) => phase.number).join(', ') || 'none yet';
  throw new TramoError('invalid', `${definition.key} has no phase ${asked}. Its phases: ${known}.`);
}

async function readLifecycle(
  file: string | undefined,
  experiments: Experiment[],
  terminal: Terminal,
): Promise<LifecycleLine[]> {
  const found: LifecycleLine[] = [];
  if (file === undefined) return found;
  const keys = experiments.map(({ key }) => key);
  for await (const lines of readRaw(file, terminal)) {
    for (const line of lines) {
      const checked = 'mistake' in line ? { details: [line.mistake] } : check(LifecycleLine, line.raw);
      const details = 'details' in checked ? checked.details : strangers(checked.value, keys);
      if ('value' in checked && details.length === 0) found.push(checked.value);
      else throw new TramoError('invalid', `${file}:${line.number} is no line of a life cycle.`, details);
    }
  }
  return found.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** A misspelt key would leave its experiment without a life, and so with other numbers. */
function strangers({ experiment }: LifecycleLine, keys: string[]): Detail[] {
  if (keys.includes(experiment)) return [];
  const found = `an experiment that is not defined: ${experiment}`;
  return [detail({ path: ['experiment'], found, expected: choices(keys), nearest: nearest(experiment, keys) })];
}
