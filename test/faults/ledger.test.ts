import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { Cost } from '../../shared/money/ledger.ts';
import { Total } from '../../shared/money/totals.ts';
import { pathOf } from '../../shared/routes.ts';
import { startStack } from '../local.ts';
import { define } from './cases.ts';
import { COST, HOURS, JOURNEY, TOTAL } from './documents.ts';
import { type Fault, isHuge, walk } from './faults.ts';
import { items } from './store.ts';

const stack = await startStack();
await define(stack);

interface Kind {
  list: 'costs' | 'totals';
  schema: z.ZodType;
  valid: object;
  /** Keys that it may not have beside the others. */
  other: string[];
}

const KINDS: Record<string, Kind> = {
  'an entry with an amount': { list: 'costs', schema: Cost, valid: COST, other: ['hours'] },
  'an entry with hours': { list: 'costs', schema: Cost, valid: HOURS, other: Object.keys(COST) },
  'a total': { list: 'totals', schema: Total, valid: TOTAL, other: [] },
};
const ADD = { costs: pathOf('addCosts'), totals: pathOf('addTotals') };

function isJson({ text }: Fault): boolean {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}

describe.each(Object.entries(KINDS))('%s with one wrong value', (_, { list, schema, valid, other }) => {
  const { faults, unseen } = walk(schema, valid, { free: /^(id|channel|note)$/ });
  const held = faults.filter((fault) => isJson(fault) && !isHuge(fault));

  test('is refused with its place, and the good one beside it is kept', async () => {
    expect(unseen.filter((each) => !other.some((key) => each.endsWith(`: ${key}`)))).toEqual([]);
    expect(held.length).toBeGreaterThan(25);
    const found: string[] = [];
    for (const { what, path, text, nearest } of held) {
      const raw = `{"journey":"${JOURNEY.key}","${list}":[${text},${JSON.stringify(valid)}]}`;
      const { status, body } = await stack.ask('POST', ADD[list], { raw });
      const [rejected] = body?.rejected ?? [];
      const placed = rejected?.path.startsWith(path) || (what === 'nothing' && path.startsWith(rejected?.path));
      const near = nearest === undefined || rejected?.message.includes(`Nearest: ${nearest}.`);
      const fine = status === 200 && body.accepted === 1 && rejected?.index === 0 && rejected.code === 'invalid';
      if (!fine || !placed || !near) found.push(`${what} at ${path}: ${status} ${JSON.stringify(body).slice(0, 300)}`);
    }
    expect(found).toEqual([]);
  });

  test('alone is 400, and nothing of it is kept', async () => {
    const before = await items(stack);
    for (const { text } of faults.filter((fault, place) => place % 10 === 0 || isHuge(fault)).slice(0, 40)) {
      const raw = `{"journey":"${JOURNEY.key}","${list}":[${text}]}`;
      const { status, body } = await stack.ask('POST', ADD[list], { raw });
      expect([status, body.error.code, body.error.message]).toEqual([
        400,
        'invalid',
        expect.stringMatching(/^\S.{15,}/),
      ]);
    }
    expect(await items(stack)).toEqual(before);
  });
});
