import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { Experiment } from '../../shared/define/experiment.ts';
import { Journey } from '../../shared/define/journey.ts';
import { onlyPhase } from '../../shared/define/lifecycle.ts';
import { compose } from '../../shared/learn/compose.ts';
import { pass, type Travelled, travelled } from '../../shared/learn/pass.ts';
import { journeyHealth } from '../../shared/learn/traffic.ts';
import { partitionOf } from '../../shared/measure/event.ts';
import { ledgerDoor } from '../../shared/money/ledger.ts';
import type { Term } from '../../shared/money/why.ts';
import { linesOf } from '../shop.ts';

const page = readFileSync(`${import.meta.dirname}/../../docs/money.md`, 'utf8');
/** The Monday on which it is read: two weeks are over. */
const asOf = Date.parse('2026-03-16T00:00:00Z');

const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([^\`]+)\`\`\``, 'g'))].map(([, text]) => text!);
const [first, second] = blocks('yaml').map((text) => parse(text));
const journey = Journey.parse(first);
const experiment = Experiment.parse(second);
const [people, costs, totals] = blocks('csv').map(rows);

/** The rows of a table of commas, by the names of its columns. */
function rows(csv: string): Record<string, string>[] {
  const [head, ...lines] = csv.trim().split('\n');
  const names = head!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, place) => [names[place]!, cell])));
}

/** What one person did, at the hours that the page says. */
function eventsOf({ who, from, came, version, trial, paid, amount, gift, ...row }: Record<string, string>): object[] {
  const at = (day: string, hour: number) => Date.UTC(2026, 2, Number(day), 0, hour * 60);
  const event = (name: string, day: string | undefined, hour: number, more: object = {}) =>
    day ? [{ type: 'event', unit: who, name, ts: at(day, hour), ...more }] : [];
  const shown = { type: 'exposure', unit: who, experiment: 'apron', variant: version, ts: at(came!, 10.5) };
  return [
    ...event('visited', came, 9, from === 'meta' ? { properties: { utm_source: 'meta' } } : {}),
    ...(version ? [...event('classes_viewed', came, 10), shown] : []),
    ...event('trial_booked', trial, 11),
    ...event('course_paid', paid, 12, { value: Number(amount), ...(gift && { cost: Number(gift) }) }),
    ...event('course_paid', row.again, 18, { value: Number(row['amount again']) }),
  ];
}

function books() {
  const door = ledgerDoor(journey);
  const ledger = costs!.map((row) => {
    const filled = Object.entries(row).filter(([, cell]) => cell !== '');
    const number = (name: string) => name === 'amount' || name === 'hours';
    const read = door(Object.fromEntries(filled.map(([name, cell]) => [name, number(name) ? Number(cell) : cell])));
    if ('refusal' in read) throw new Error(read.refusal.message);
    return read.line;
  });
  const counted = totals!.map(({ week, orders, revenue }) => {
    return { week: week!, orders: Number(orders), revenue: Number(revenue) };
  });
  return { ledger, totals: counted };
}

/** The example through the product's own pass, by the words that the page uses. */
async function example() {
  const units = Map.groupBy(linesOf(people!.flatMap(eventsOf)), partitionOf);
  const lived = { definition: experiment, journey, phases: [onlyPhase(experiment)], started: experiment };
  const each = async (visit: (lines: typeof units extends Map<string, infer Lines> ? Lines : never) => void) =>
    units.forEach((lines) => void visit(lines));
  const found = await pass(
    { each },
    { journeys: [journey], experiments: [lived], asOf, since: () => 0, books: () => books() },
  );
  const road = travelled(found, journey)!;
  const { weeks, why } = journeyHealth(road, { asOf, calendar: [] });
  const { scope } = compose(found.found[0]!, found, { asOf, computedAt: asOf }).economics;
  const moved = ({ terms, ...rest }: NonNullable<typeof why>['scope']['paid']) => ({ ...rest, terms: byCause(terms) });
  return {
    ...ledgerOf(road),
    weeks,
    why: { paid: moved(why!.scope.paid), loaded: moved(why!.scope.loaded) },
    economics: scope,
    together: { paid: together('paid'), loaded: together('loaded') },
  };

  function together(of: 'paid' | 'loaded') {
    const { bring, cells } = scope[of];
    const sum = (parts: number[]) => parts.reduce((all, part) => all + part, 0);
    const versions =
      sum(cells.map(({ cost, units: n }) => cost + bring! * n)) / sum(cells.map((each) => each.acquired));
    const spend = sum(weeks.map((week) => week.scope![of].spend));
    return { versions, weeks: spend / sum(weeks.map(({ acquired }) => acquired)) };
  }
}

const byCause = (terms: Term[]) =>
  Object.fromEntries(
    terms.map((each) => [[each.term, each.stage, each.channel].filter((word) => word !== undefined).join(' '), each]),
  );

/** What the ledger says of each week, and what an entry cost in it. */
function ledgerOf({ spent, prices, plan }: Travelled) {
  const keys = plan.journey.stages.map(({ key }) => key);
  const of = (week: string) =>
    spent.filter((each) => each.week === week).map(({ stage, kind, amount }) => [`${keys[stage]} ${kind}`, amount]);
  const weeks = { '2026-W10': Date.UTC(2026, 2, 2), '2026-W11': Date.UTC(2026, 2, 9) };
  const priceOf = (ts: number) =>
    keys.flatMap((key, stage) =>
      ['meta', 'direct'].map((channel) => [`${key} ${channel}`, prices.entry(stage, ts, channel)]),
    );
  const by = (read: (week: string, ts: number) => unknown[][]) =>
    Object.fromEntries(Object.entries(weeks).map(([week, ts]) => [week, Object.fromEntries(read(week, ts))]));
  return { ledger: by(of), prices: by((_, ts) => priceOf(ts)) };
}

/** A figure on the page: where it stands, how it was made by hand (if that is told), and as what it is printed. */
interface Shown {
  path: string;
  sum?: string;
  text: string;
}

/** Cells of each table whose first heading is a place: its other headings in code, and the rows, lead on from there. */
function figures(): Shown[] {
  let heads: string[] = [];
  return page.split('\n').flatMap((line) => {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (cells.length === 0) heads = [];
    else if (heads.length === 0) heads = cells;
    else if (coded(heads[0]!) && coded(cells[0]!))
      return cells.flatMap((cell, place) => shown(heads, cells, place, cell));
    return [];
  });
}

const coded = (cell: string): string | undefined => /^`([^`]+)`$/.exec(cell)?.[1];

function shown(heads: string[], cells: string[], place: number, cell: string): Shown[] {
  const column = coded(heads[place]!);
  if (place === 0 || column === undefined || cell === '') return [];
  const path = `${coded(heads[0]!)}.${column}.${coded(cells[0]!)}`;
  const [, sum, text] = /^(.*) = ([^=]*)$/.exec(cell) ?? [];
  return [sum === undefined ? { path, text: cell } : { path, sum, text: text! }];
}

/** What stands at a path; an entry of a list is named by what it is of. */
function at(found: unknown, path: string): unknown {
  return path.split('.').reduce((parent: unknown, name) => {
    if (Array.isArray(parent) && parent.some((each) => nameOf(each) === name)) {
      return parent.find((each) => nameOf(each) === name);
    }
    return Object.entries(Object(parent)).find(([key]) => key === name)?.[1];
  }, found);
}

function nameOf(entry: unknown): unknown {
  const { week, channel, stage, variant }: Record<string, unknown> = { ...Object(entry) };
  return week ?? channel ?? stage ?? variant;
}

const plain = (text: string) => text.replaceAll('−', '-').replaceAll(/(?<=\d),(?=\d{3})/g, '');

/** What is wrong with a figure; undefined: the engine gives it to its last digit, and so does its sum. */
function wrong(found: unknown, { path, sum, text }: Shown): string | undefined {
  const value = at(found, path);
  const off = `${path}: ${text} is not ${JSON.stringify(value)}`;
  const word = coded(text);
  if (word !== undefined) {
    const why = at(found, path.replace(/[^.]+$/, 'why'));
    return String(value) === word || (value === null && why === word) ? undefined : off;
  }
  const printed = plain(text).match(/-?\d+(\.\d+)?/g) ?? [];
  const { kind, lower, upper }: Record<string, unknown> = { ...Object(value) };
  const outside = /^(nothing from|outside) /.test(text);
  if ((kind === 'complement') !== outside) return off;
  const numbers = kind === undefined ? [value] : [lower, upper].filter((end) => end !== null);
  const scale = text.includes('%') ? 100 : 1;
  const same = numbers.length === printed.length && numbers.every((each, i) => rounds(each, printed[i]!, scale));
  if (!same) return off;
  if (sum !== undefined && !rounds(worth(sum), printed[0]!, scale))
    return `${path}: ${sum} is ${worth(sum)}, not ${text}`;
  return undefined;
}

function rounds(value: unknown, printed: string, scale: number): boolean {
  const step = 10 ** -(printed.split('.')[1]?.length ?? 0);
  return typeof value === 'number' && Math.abs(value * scale - Number(printed)) <= step / 2 + 1e-9;
}

/** A sum as it is written on the page: + − × ÷ and brackets. */
function worth(sum: string): number {
  const tokens = plain(sum).match(/\d+(?:\.\d+)?|[-+×÷()]/g) ?? [];
  expect(tokens.join(''), sum).toBe(plain(sum).replaceAll(' ', ''));
  const next = () => tokens.shift()!;
  const part = (): number => {
    const token = next();
    if (token === '-') return -part();
    if (token !== '(') return Number(token);
    const inside = all();
    next();
    return inside;
  };
  const product = (): number => {
    let value = part();
    while (tokens[0] === '×' || tokens[0] === '÷') value = next() === '×' ? value * part() : value / part();
    return value;
  };
  const all = (): number => {
    let value = product();
    while (tokens[0] === '+' || tokens[0] === '-') value = next() === '+' ? value + product() : value - product();
    return value;
  };
  return all();
}

test('every figure on the page of the money is what the engine makes of its example, and adds up by hand', async () => {
  const found = await example();
  const told = figures();
  expect(told.flatMap((each) => wrong(found, each) ?? [])).toEqual([]);
  expect(told.length).toBeGreaterThan(120);
  expect(told.filter(({ sum }) => sum !== undefined).length).toBeGreaterThan(50);
});

test('a figure or a sum that is off by its last digit is found', async () => {
  const found = await example();
  const off = (text: string) => text.replace(/\d(?=[^\d]*$)/, (digit) => String((Number(digit) + 2) % 10));
  for (const each of figures()) {
    const changed = coded(each.text) ? `\`x${coded(each.text)}\`` : off(each.text);
    expect(wrong(found, { ...each, text: changed }), each.path).toBeDefined();
    if (each.sum !== undefined) expect(wrong(found, { ...each, sum: `${each.sum} + 1` }), each.path).toBeDefined();
  }
});

test('money that is told in a sentence stands in a table or in the example, where it is recomputed', () => {
  const [worked] = page.split('## How often the ranges hold');
  const known = new Set(
    worked!
      .split('\n')
      .filter((line) => line.startsWith('|') || /^\s*- \{|^[\w-]+,|^\d{4}-/.test(line))
      .flatMap((line) => line.match(/\d+\.\d\d/g) ?? []),
  );
  const prose = worked!.split('\n').filter((line) => !line.startsWith('|'));
  const alone = prose.flatMap((line) => line.match(/\d+\.\d\d\b/g) ?? []).filter((figure) => !known.has(figure));
  expect(alone).toEqual([]);
});

test('the causes printed add up to the change printed, to the cent', async () => {
  const { why } = await example();
  for (const { terms, printedChange } of Object.values(why)) {
    const cents = Object.values(terms).reduce((sum, { printed }) => sum + Math.round(printed * 100), 0);
    expect(cents).toBe(Math.round(printedChange * 100));
  }
});
