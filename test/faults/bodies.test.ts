import { describe, expect, test } from 'vitest';
import { ERROR_CODES } from '../../shared/errors.ts';
import type { Route } from '../../shared/route.ts';
import { ROUTES } from '../../shared/routes.ts';
import { type Answered, startStack } from '../local.ts';
import { CASES, call, define, TAKING } from './cases.ts';
import { type Fault, walk } from './faults.ts';
import { each, items } from './store.ts';

const stack = await startStack();
await define(stack);

/** What is wrong with an answer to a fault; undefined where it is as promised. */
function amiss({ what, path, nearest }: Fault, { status, text, body }: Answered): string | undefined {
  const wrong = (why: string) => `${what} at ${path || 'the root'}: ${why} (${status} ${text.slice(0, 300)})`;
  if (status < 400 || status > 499) return wrong('not refused');
  const { error, errorDetails } = body ?? {};
  if (error === undefined && errorDetails === undefined) return wrong('no error');
  if (error && !ERROR_CODES.includes(error.code)) return wrong('an unknown code');
  const sentence: string = error?.message ?? errorDetails;
  if (!/^\S.{15,}[.…]\)?$/s.test(sentence) && !/\(and \d+ more\)/.test(sentence)) return wrong('no sentence');
  const told = error ? `${sentence} ${JSON.stringify(error.details)}` : errorDetails;
  const inJson = !/^(NaN|-Infinity|undefined)$/.test(what);
  const places: string[] = error?.details?.map((detail: { path: string }) => detail.path) ?? [];
  const named = places.some(
    (place) => place.startsWith(path) || (what === 'nothing' && place !== '' && path.startsWith(place)),
  );
  if (status === 400 && inJson && !(error ? named : told.includes(path))) return wrong('the place is not named');
  if (!inJson && !/not JSON/.test(sentence)) return wrong('not called JSON that it is not');
  if (nearest !== undefined && !told.includes(`Nearest: ${nearest}.`)) return wrong('the nearest key is not named');
  return undefined;
}

describe('a body with one wrong value is refused with its place, and nothing of it is kept', () => {
  test('whatever the route: each has a valid body here', () => {
    expect(Object.keys(CASES).sort()).toEqual([...TAKING].sort());
  });

  test.each(TAKING)('%s', async (name) => {
    const { body, schema = (ROUTES[name] as Route).body!, free } = CASES[name]!;
    const { faults, unseen } = walk(schema, body, { free });
    expect(unseen).toEqual([]);
    expect(faults.length).toBeGreaterThan(15);
    const before = await items(stack);
    const found: string[] = [];
    await each(faults, async (fault) => {
      const wrong = amiss(fault, await call(stack, name, { raw: fault.text }));
      if (wrong !== undefined) found.push(wrong);
    });
    expect(found).toEqual([]);
    expect(await items(stack)).toEqual(before);
  });

  test('and without the wrong value each of these bodies is taken', async () => {
    for (const name of TAKING) {
      const { status, text } = await call(stack, name, { body: CASES[name]!.body });
      expect([name, status < 300, text]).toEqual([name, true, expect.anything()]);
    }
  });
});
