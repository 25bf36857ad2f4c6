import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { OpenFeature as Server } from '@openfeature/server-sdk';
import { OpenFeature as Web } from '@openfeature/web-sdk';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { assignAll, prepare, subject } from '../../shared/assign/assignment.ts';
import type { Datafile } from '../../shared/assign/datafile.ts';
import { compiled, experiment } from '../assign/running.ts';
import { type Running, startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';
import { type Asked, EXPERIMENTS, units } from './population.ts';
import { type Answers, python, type Question, SURFACES } from './surfaces.ts';

/** Units that everybody is asked about; TRAMO_PARITY=10000 asks about more. */
const COUNT = Number(process.env.TRAMO_PARITY ?? 1000);
const ROOT = resolve(import.meta.dirname, '../..');

const folder = mkdtempSync(join(tmpdir(), 'tramo-parity-'));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Server.clearProviders();
  await Web.clearProviders();
});

/** Runs experiments in the shop's journey, and `held` of them in another that has a holdout. */
async function run({ ask }: Running, experiments: Record<string, object>, held: string[]): Promise<void> {
  const { rule: _, ...definition } = FREE_DELIVERY;
  for (const key of [SHOP.key, 'held']) await ask('PUT', `/v1/journeys/${key}`, { body: { ...SHOP, key } });
  const spans = { q4: {}, over: { end: '2020-01-01T00:00:00Z' }, 'some-day': { start: '2120-01-01T00:00:00Z' } };
  const holdouts = Object.entries(spans).map(([key, span]) => ({ key, journey: 'held', share: 0.2, ...span }));
  await ask('PUT', '/v1/holdouts', { body: holdouts });
  for (const [key, more] of Object.entries(experiments)) {
    const journey = held.includes(key) ? 'held' : SHOP.key;
    const made = await ask('PUT', `/v1/experiments/${key}`, { body: { ...definition, key, journey, ...more } });
    if (made.status !== 201) throw new Error(made.text);
    await ask('POST', `/v1/experiments/${key}/start`, { body: {} });
  }
}

/** What to ask everybody on a stack, by the datafile that it serves now. */
async function question(stack: Running, asked: Asked[]): Promise<Question> {
  const { body: datafile } = await stack.ask('GET', `/d/${stack.clientKey}/datafile.json`, { key: '' });
  return { stack, serverKey: await stack.keyOf('server'), datafile, units: asked, folder };
}

const decided = ({ datafile, units }: Pick<Question, 'datafile' | 'units'>) =>
  units.map(({ unit, attributes }) => assignAll(prepare(datafile), subject(unit, attributes), Date.now()));

const NAMES = Object.keys(SURFACES).filter((name) => python !== undefined || !name.includes('Python'));
if (python === undefined) console.warn('There is no python3 here: its programs are not asked.');

describe(`${COUNT} units get the same variants in ${Object.keys(EXPERIMENTS).length} experiments`, async () => {
  const stack = await startStack();
  await run(stack, EXPERIMENTS, ['apps', 'slot-a', 'decided']);
  await stack.ask('POST', '/v1/experiments/decided/decide', {
    body: { decision: 'ship', variant: 'free', because: 'It did.' },
  });
  const asked = await question(stack, units(COUNT));
  const expected = decided(asked);

  test('for every reason there is, so that the comparison says something', () => {
    const reasons = new Set(expected.flat().map(({ experiment, reason }) => `${experiment} ${reason}`));
    const wanted = [
      'prices override',
      'prices split',
      'apps audience',
      'apps holdout',
      'slot-a layer',
      'slot-a allocation',
    ];
    expect([...reasons]).toEqual(
      expect.arrayContaining([...wanted, 'slot-b layer', 'slot-b audience', 'degrees split']),
    );
  });

  test.each(NAMES)('from %s', async (name) => {
    const answers: Answers = expected.map((each) => each.map(({ variant }) => variant ?? null));
    expect(await SURFACES[name]!(asked)).toEqual(answers);
  });
});

const Golden = z.object({
  assignments: z.array(
    z.object({
      experiment: z.object({
        key: z.string(),
        allocation: z.number(),
        weights: z.record(z.string(), z.number()),
        layer: z.looseObject({}).optional(),
        overrides: z.record(z.string(), z.string()).optional(),
        holdout: z.looseObject({}).optional(),
      }),
      phase: z.number(),
      answers: z.array(z.object({ unit: z.string(), variant: z.string(), reason: z.string() })),
    }),
  ),
});

describe('the golden values of all languages', async () => {
  const { assignments } = Golden.parse(JSON.parse(readFileSync(join(ROOT, 'test/vectors/assignment.json'), 'utf8')));
  const [first, second] = [1, 2].map((phase) => assignments.filter((each) => each.phase === phase)) as [Cases, Cases];
  type Cases = typeof assignments;
  const definitions = first.map(({ experiment: { key, weights, holdout, ...rest } }) => {
    const variants = Object.entries(weights).map(([variant, weight]) => ({ key: variant, weight }));
    return [key, { ...rest, variants }] as const;
  });
  const held = first.flatMap(({ experiment }) => (experiment.holdout ? [experiment.key] : []));
  const stack = await startStack();
  await run(stack, Object.fromEntries(definitions), held);

  const UNITS = first[0]!.answers.map(({ unit }) => unit);
  const asked = async (cases: Cases) => {
    const found = await question(
      stack,
      UNITS.map((unit) => ({ unit, attributes: {} })),
    );
    const answers = UNITS.map((unit) =>
      found.datafile.experiments.map(({ key }) => {
        const own = cases.find(({ experiment }) => experiment.key === key)!;
        return own.answers.find((each) => each.unit === unit)!.variant;
      }),
    );
    return { found, answers };
  };

  test.each([
    [1, first],
    [2, second],
  ])('in phase %i', async (phase, cases) => {
    for (const [key] of phase === 2 ? definitions : []) {
      await stack.ask('POST', `/v1/experiments/${key}/pause`, { body: {} });
      await stack.ask('POST', `/v1/experiments/${key}/resume`, { body: {} });
    }
    const { found, answers } = await asked(cases);
    expect(found.datafile.experiments.map((rule) => rule.phase)).toEqual(definitions.map(() => phase));
    // A process for each experiment takes its second: one phase is enough.
    const names = NAMES.filter((name) => phase === 2 || !name.includes('--file'));
    for (const name of names) {
      // A list in CSV has no unit of spaces.
      const rows = answers.map((variants, row) => ({ asked: found.units[row]!, variants }));
      const own = rows.filter(({ asked }) => !name.includes('--file') || asked.unit.trim() !== '');
      const told = await SURFACES[name]!({ ...found, units: own.map(({ asked }) => asked) });
      expect([name, told]).toEqual([name, own.map(({ variants }) => variants)]);
    }
  });
});

test('the datafile that docs/assignment.md shows is the one that its experiment makes', () => {
  const page = readFileSync(join(ROOT, 'docs/assignment.md'), 'utf8');
  const shown: Datafile = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)![1]!);
  const [first, second] = shown.experiments[0]!.variants;
  const definition = experiment({
    key: 'checkout-guarantee',
    variants: [first, second],
    audience: { country: { in: ['ES', 'PT'] } },
    overrides: { 'qa-1': 'guarantee' },
  });
  const { public: own } = compiled([definition], { holdouts: [{ key: 'q4', share: 0.1 }] });
  expect(own).toEqual(shown);
});
