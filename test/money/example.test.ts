import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { differences } from '../figures.ts';
import { EVENTS } from '../shop.ts';
import { tramo } from '../terminal.ts';

const SHOP = join(import.meta.dirname, '../fixtures/shop');
const expected = JSON.parse(readFileSync(join(SHOP, 'money.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'tramo-money-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** The phone and the laptop of one customer. */
const IDENTITY = [
  { type: 'identify', unit: 'v-06', user: 'c-9', ts: '2026-10-08T17:05:00.000Z' },
  { type: 'identify', unit: 'v-16', user: 'c-9', ts: '2026-10-15T08:11:00.000Z' },
];
const COSTS = [
  'from,to,stage,channel,kind,amount,hours',
  '2026-10-05,2026-10-18,awareness,meta,media,28.00,',
  '2026-10-07,2026-10-07,consideration,,labour,,2',
  '2026-10-01,2026-10-31,purchase,,tools,31.00,',
];
const TOTALS = ['week,orders,revenue', '2026-W41,6,260.00', '2026-W42,4,250.00'];

/** The shop that can tell where people came from. */
const definitions = join(folder, 'tramo');
cpSync(SHOP, definitions, { recursive: true });
rmSync(join(definitions, 'money.json'));
rmSync(join(definitions, 'figures.json'));
writeFileSync(
  join(definitions, 'journey.yaml'),
  `${readFileSync(join(SHOP, 'journey.yaml'), 'utf8')}
sources: [{ channel: meta, when: { utm_source: { in: [facebook, instagram] } }, paid: true }]
`,
);

const asked = [
  ...['analyze', '--json', '--definitions', definitions, '--lifecycle', join(SHOP, 'lifecycle.jsonl')],
  ...['--now', '2026-11-01T00:00:00Z'],
  ...[
    '--events',
    file(
      'events.jsonl',
      [...EVENTS, ...IDENTITY].map((each) => JSON.stringify(each)),
    ),
  ],
];
const costs = file('costs.csv', COSTS);
const totals = file('totals.csv', TOTALS);

/** In the fifth week the till alone cost something. */
const known = (health: { weeks: object[] }) => ({ ...health, weeks: health.weeks.slice(0, 4) });

describe('the corner shop with its ledger and its books, worked out by hand', () => {
  test('every figure of the scorecard and of the weeks comes out, to 1e-9', async () => {
    const { code, out, err } = await tramo([...asked, '--costs', costs, '--totals', totals]);
    expect([code, err]).toEqual([0, '']);
    const { scorecards, journeys } = JSON.parse(out);
    expect(differences(expected.scorecard, scorecards[0])).toEqual([]);
    expect(differences(expected.health, known(journeys[0]))).toEqual([]);
  });

  test('without books nothing is said of how much was seen, and what was guessed is spent', async () => {
    const { journeys } = JSON.parse((await tramo(asked)).out);
    expect(journeys[0].weeks.every((week: object) => !('coverage' in week))).toBe(true);
    // 10 landings at 0.40, 5 baskets at 0.10, two deliveries at 4.00 and three free versions at 0.05.
    expect(journeys[0].weeks[1].scope.paid.spend).toBeCloseTo(4 + 0.5 + 8 + 0.15, 9);
  });

  test('a bad line of the ledger is told by its number, and the others count', async () => {
    const bad = file('bad.csv', [...COSTS, '2026-10-05,,nowhere,,media,5,']);
    const { code, out, err } = await tramo([...asked, '--costs', bad, '--totals', totals]);
    expect(code).toBe(1);
    expect(err).toContain('bad.csv:5');
    expect(differences(expected.health, known(JSON.parse(out).journeys[0]))).toEqual([]);
  });
});
