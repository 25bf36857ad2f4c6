import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { costs } from '../functions/costs.ts';
import { definitions } from '../functions/definitions.ts';
import type { Dependencies } from '../functions/dependencies.ts';
import { lifecycle } from '../functions/lifecycle.ts';
import { markSimulated } from '../functions/simulated.ts';
import { totals } from '../functions/totals.ts';
import { plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import type { Line } from '../shared/measure/event.ts';
import { pack } from '../shared/measure/item.ts';
import { EXPERIMENTS, JOURNEY } from '../shared/simulation/definitions.ts';
import { draw } from '../shared/simulation/draw.ts';
import { ledgerOf, totalsOf } from '../shared/simulation/ledger.ts';
import { generator } from '../shared/simulation/random.ts';
import { daysBefore } from '../shared/simulation/rhythm.ts';
import { openEmbedded } from './embedded.ts';

const DAYS = 28;
const VISITORS = 24_000;
const DAY = 86_400_000;
/** Lines written at once: enough to keep the store busy, few enough that no request waits long for its turn. */
const LINES_A_WRITE = 1000;
/** Nothing else is ever removed. */
const NAME = /^\d{4}-\d{2}-\d{2}-\d+$/;

/** The invented data of one day and seed. */
export interface Demo {
  seed: number;
  /** The start of today in the journey's timezone: nothing was drawn for today. */
  until: number;
  visitors: number;
  /** Folder of its store. */
  store: string;
  /** A file that is there once all is written. */
  ready: string;
}

/** The seed in `--seed`. @throws TramoError `invalid` for anything but a whole number from 0 */
export function readSeed(text = '42'): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new TramoError('invalid', `--seed ${plain(text)} is no seed. Expected a whole number from 0, such as 42.`);
}

/**
 * Finds or makes the folder of today's demo, before its store is opened. Demos of other days and seeds, and one that was
 * not drawn to its end, are removed: all in them is invented. One that another process has open stays.
 */
export async function findDemo(
  data: string,
  { seed, now, visitors = VISITORS }: { seed: number; now: number; visitors?: number },
  say: (line: string) => void,
): Promise<Demo> {
  const today = DateTime.fromMillis(now, { zone: JOURNEY.timezone }).startOf('day');
  const home = join(data, 'demo');
  const name = `${today.toISODate()}-${seed}`;
  const folder = (each: string) => ({ store: join(home, each, 'store'), ready: join(home, each, 'ready') });
  await mkdir(home, { recursive: true });
  for (const each of (await readdir(home)).filter((entry) => NAME.test(entry))) {
    if (each === name && (await exists(folder(each).ready))) continue;
    if (await isOpenElsewhere(folder(each).store)) continue;
    await rm(join(home, each), { recursive: true });
    say(
      `Removed ${join(home, each)}: simulated visitors of ${each === name ? 'a drawing that was cut short' : 'another demo'}.`,
    );
  }
  await mkdir(folder(name).store, { recursive: true });
  return { seed, until: today.toMillis(), visitors, ...folder(name) };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function isOpenElsewhere(store: string): Promise<boolean> {
  if (!(await exists(store))) return false;
  try {
    await (await openEmbedded(store)).close();
    return false;
  } catch (error) {
    if (error instanceof TramoError) return true;
    throw error;
  }
}

/** Draws the demo into its open store, unless it is there. Only the whole of it counts as there. */
export async function fillDemo(demo: Demo, dependencies: Dependencies): Promise<void> {
  if (await exists(demo.ready)) return;
  const { seed, until, visitors } = demo;
  await markSimulated(dependencies.store.registry, { seed });
  await define(demo, dependencies);
  const orders: Line[] = [];
  let lines: Line[] = [];
  const write = async () => {
    const retention = dependencies.environment.retentionDays * DAY;
    const items = pack(lines, { key: 'admin', arrival: until, past: true, retention });
    const left = await dependencies.store.events.write(items);
    if (left.length > 0) throw new TramoError('unavailable', 'The demo could not be stored whole. Start it again.');
    lines = [];
  };
  for (const person of draw({ random: generator(seed), until, days: DAYS, visitors })) {
    lines.push(...person);
    orders.push(...person.filter((line) => line.type === 'event' && line.name === 'order_paid'));
    if (lines.length >= LINES_A_WRITE) await write();
  }
  await write();
  const books = { journey: JOURNEY.key, totals: totalsOf(orders, { until, days: DAYS }) };
  await totals.addTotals({ ...(await callOf(dependencies)), name: 'addTotals', body: books }, dependencies);
  await writeFile(demo.ready, '');
}

/** A call as the demo makes it. */
async function callOf({ published, now }: Dependencies) {
  const caller = { id: 'demo', name: 'Demo', kind: 'admin' as const, hash: '' };
  const rest = { parameters: {}, headers: {}, query: undefined, arrival: now() };
  return { caller, published: await published.read(), ...rest };
}

/** Puts the journey, its experiments and its ledger as anybody would, and starts them at the first of the days. */
async function define({ until }: Demo, dependencies: Dependencies): Promise<void> {
  const at = daysBefore(until, DAYS, JOURNEY.timezone)[0]!.toUTC().toISO()!;
  const call = await callOf(dependencies);
  const journey = { name: 'putJourney', parameters: { key: JOURNEY.key }, body: JOURNEY } as const;
  await definitions.putJourney({ ...call, ...journey }, dependencies);
  const ledger = { journey: JOURNEY.key, costs: ledgerOf({ until, days: DAYS }) };
  await costs.addCosts({ ...call, name: 'addCosts', body: ledger }, dependencies);
  for (const experiment of EXPERIMENTS) {
    const parameters = { key: experiment.key };
    await definitions.putExperiment({ ...call, name: 'putExperiment', parameters, body: experiment }, dependencies);
    await lifecycle.start({ ...call, name: 'start', parameters, body: { at } }, dependencies);
  }
}
