import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Local, startLocal } from '../../cli/local.ts';
import { tramo } from '../terminal.ts';

const LETTERS = join(import.meta.dirname, '../fixtures/letters');
const EVENTS = join(LETTERS, 'events.jsonl.gz');
const folder = mkdtempSync(join(tmpdir(), 'tramo-scorecard-'));
let server: Local;
const ask = (...argv: string[]) => tramo([...argv, '--data', folder]);

beforeAll(async () => {
  server = await startLocal({ data: folder, port: 0 });
  await ask('apply', LETTERS);
  await ask('start', 'matching-gift');
  await ask('import', EVENTS);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Without what tells one making from another. */
const still = ({ asOf: _, computedAt: __, revision: ___, ...card }: Record<string, unknown>) => card;
const flow = (out: string) => out.replaceAll(/\s+/g, ' ');

describe('real letters, brought into a running server', () => {
  test('give the scorecard that their file gives', async () => {
    const filed = await tramo(['analyze', '--definitions', LETTERS, '--events', EVENTS, '--json']);
    const asked = await ask('scorecard', 'matching-gift', '--json');
    expect([filed.code, asked.code]).toEqual([0, 0]);
    expect(still(JSON.parse(asked.out))).toEqual(still(JSON.parse(filed.out).scorecards[0]));
  });

  test('are told in a sentence, in English and in Spanish', async () => {
    const english = await ask('scorecard', 'matching-gift');
    expect(english).toMatchObject({ code: 0, err: '' });
    expect(flow(english.out)).toContain('1,355, 964, 936 and 919 people');
    const spanish = await ask('scorecard', 'matching-gift', '--lang', 'es');
    expect(flow(spanish.out)).toContain('1355, 964, 936 y 919 personas');
  });

  test('can be measured in a run, and the last scorecard read', async () => {
    const first = JSON.parse((await ask('scorecard', 'matching-gift', '--last', '--json')).out);
    expect(first.variants[0].units).toBe(1355);
  });

  test('an experiment that is not there is refused with a sentence', async () => {
    const ran = await ask('scorecard', 'matching-gifts');
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/matching-gifts/);
  });
});
