import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { Experiment } from '../shared/define/experiment.ts';
import { Journey } from '../shared/define/journey.ts';
import { onlyPhase } from '../shared/define/lifecycle.ts';
import { compose } from '../shared/learn/compose.ts';
import { pass } from '../shared/learn/pass.ts';
import type { Line } from '../shared/measure/event.ts';

const page = readFileSync(`${import.meta.dirname}/../docs/numbers.md`, 'utf8');

const DAY = 86_400_000;
const START = Date.parse('2026-03-02T00:00:00Z');
/** On how many days people come, and after how many it is read. */
const [days, read] = (/evenly on (\d+) days; it is read after (\d+) days/.exec(page) ?? []).slice(1).map(Number);
const asOf = START + read! * DAY;

const [journey, experiment] = definitions();

/** The two definitions on the page. */
function definitions(): [Journey, Experiment] {
  const [first, second] = [...page.matchAll(/```yaml\n([^`]+)```/g)].map(([, text]) => parse(text!));
  return [Journey.parse(first), Experiment.parse(second)];
}

/** The rows of the data set on the page: so many people alike. */
function rows() {
  const [, csv] = /```csv\n([^`]+)```/.exec(page)!;
  const [, ...lines] = csv!.trim().split('\n');
  return lines.map((line) => {
    const [people, variant, views, basket, day, paid, fee, back] = line.split(',');
    const order = day ? { day: Number(day), paid: Number(paid), fee: Number(fee), back: back === 'yes' } : undefined;
    return { people: Number(people), variant: variant!, views: Number(views), basket: basket === 'yes', order };
  });
}

/** The lines of one person, who comes on one of the days. */
function linesOf(
  { variant, views, basket, order }: ReturnType<typeof rows>[number],
  unit: string,
  place: number,
): Line[] {
  const seen = START + (place % days!) * DAY;
  const line = (ts: number, id: string) => ({ unit, robot: false, ts, receivedAt: ts, id });
  const event = (ts: number, name: string, more: { value?: number; cost?: number } = {}, id = name): Line => ({
    ...line(ts, id),
    type: 'event',
    name,
    ...more,
  });
  const before = Array.from({ length: views }, (_, view) => event(seen - view - 1, 'page_viewed', {}, `view-${view}`));
  if (variant === '') return [event(seen, 'visited')];
  const shown = { type: 'exposure' as const, experiment: 'sample', variant, override: false };
  const ordered = order && seen + order.day * DAY;
  return [
    ...before.reverse(),
    { ...line(seen, 'x'), ...shown },
    ...(basket ? [event(seen + 1, 'basket_filled')] : []),
    ...(order && ordered ? [event(ordered, 'ordered', { value: order.paid, cost: order.fee })] : []),
    ...(order?.back && ordered ? [event(ordered + 1, 'sent_back', { value: order.paid })] : []),
  ];
}

async function example() {
  const each = async (visit: (unit: Line[]) => void) => {
    for (const [row, group] of rows().entries())
      for (let place = 0; place < group.people; place++) visit(linesOf(group, `${row}-${place}`, place));
  };
  const phases = [{ ...onlyPhase(experiment), start: START, stop: START + days! * DAY }];
  const lived = { definition: experiment, journey, phases };
  const found = await pass({ each }, { journeys: [journey], experiments: [lived], asOf, since: () => 0 });
  return compose(found.found[0]!, found, { asOf, computedAt: asOf });
}

/** A figure on the page: where on the scorecard it stands, and as what it is printed. */
interface Shown {
  path: string;
  text: string;
}

/** Every row of a table that follows a line "At `place`:". */
function figures(): Shown[] {
  let base: string | undefined;
  return page.split('\n').flatMap((line) => {
    base = /^At `([^`]+)`:$/.exec(line)?.[1] ?? (line.startsWith('#') ? undefined : base);
    const [, path, text] = /^\| `([^`]+)` \| ([^|]*) \|/.exec(line) ?? [];
    return base && path ? [{ path: `${base}.${path}`, text: text! }] : [];
  });
}

/** What stands at a path; an entry of a list is named by its key. */
function at(found: unknown, path: string): unknown {
  return path.split('.').reduce((parent: unknown, name) => {
    if (parent === null || typeof parent !== 'object') return undefined;
    const named = (each: unknown) => nameOf(each) === name;
    const inside = Array.isArray(parent) ? (parent.find(named) ?? parent[Number(name)]) : undefined;
    return inside ?? Object.entries(parent).find(([key]) => key === name)?.[1];
  }, found);
}

function nameOf(entry: unknown): unknown {
  const { metric, variant, stage, key }: Record<string, unknown> = { ...Object(entry) };
  return metric ?? variant ?? stage ?? key;
}

/** The numbers of a value: its own, or the ends of an interval. */
function numbersOf(value: unknown): unknown[] {
  const { kind, lower, upper }: Record<string, unknown> = { ...Object(value) };
  return kind === 'bounded' ? [lower, upper] : [value];
}

/** What is wrong with a figure; undefined: the engine gives it, rounded as it is printed. */
function wrong(card: unknown, { path, text }: Shown): string | undefined {
  const value = at(card, path);
  const [, word] = /`([^`]+)`/.exec(text) ?? [];
  if (word !== undefined) {
    const why = at(card, path.replace(/[^.]+$/, 'why'));
    return value === word || (value === null && why === word) ? undefined : `${path}: ${text} is not ${value ?? why}`;
  }
  const scale = /%|points/.test(text) ? 100 : 1;
  const printed =
    text
      .replaceAll('−', '-')
      .replaceAll(/(?<=\d),(?=\d{3})/g, '')
      .match(/-?\d+(\.\d+)?/g) ?? [];
  const numbers = numbersOf(value);
  const same =
    numbers.length === printed.length && numbers.every((each, place) => rounds(each, printed[place]!, scale));
  return same ? undefined : `${path}: ${text} is not ${JSON.stringify(numbers)}`;
}

function rounds(value: unknown, printed: string, scale: number): boolean {
  const step = 10 ** -(printed.split('.')[1]?.length ?? 0);
  return typeof value === 'number' && Math.abs(value * scale - Number(printed)) <= step / 2 + 1e-9 * step;
}

test('every figure on the page of the numbers is what the engine makes of its example', async () => {
  const card = await example();
  const shown = figures();
  expect(shown.flatMap((each) => wrong(card, each) ?? [])).toEqual([]);
  expect(shown.length).toBeGreaterThan(90);
});

test('every figure has its words and its formula', () => {
  const rows = page.split('\n').filter((line) => /^\| `[^`]+` \| [^|]+ \| [^|]* \|/.test(line));
  const bare = rows.filter((line) => line.split(' | ').some((cell) => cell.replaceAll(/[| ]/g, '') === ''));
  expect(bare).toEqual([]);
});

test('a figure that is off by its last digit is found', async () => {
  const card = await example();
  for (const { path, text } of figures()) {
    const off = text
      .replace(/\d(?=[^\d]*$)/, (digit) => String((Number(digit) + 2) % 10))
      .replace(/`([^`]+)`/, '`x$1`');
    expect(wrong(card, { path, text: off }), path).toBeDefined();
  }
});

/** What the page explains apart, or not as a number. */
const APART = ['v', 'phase', 'kind'];

/** Every number of a scorecard by its place, the entries of lists taken together. */
function places(found: unknown, path: string[] = []): string[] {
  if (typeof found === 'number' || found === null) return APART.includes(path.at(-1)!) ? [] : [path.join('.')];
  if (typeof found !== 'object') return [];
  if (Array.isArray(found)) return found.flatMap((each) => places(each, path));
  if ('kind' in found) return [path.join('.')];
  return Object.entries(found).flatMap(([key, value]) => places(value, [...path, key]));
}

test('every number of a scorecard is explained on the page', async () => {
  const card = await example();
  const keys = new Set(card.metrics.map(({ metric }) => metric));
  const names = new Set([
    'original',
    'sample',
    'visit',
    'book',
    'basket',
    'order',
    'days',
    'paid',
    'loaded',
    '0',
    ...keys,
  ]);
  const plain = (path: string) =>
    path
      .split('.')
      .filter((name) => !names.has(name))
      .join('.');
  const explained = new Set(figures().map(({ path }) => plain(path)));
  const missing = new Set(
    places(card)
      .map(plain)
      .filter((path) => !explained.has(path)),
  );
  expect([...missing]).toEqual([]);
});
