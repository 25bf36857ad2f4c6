import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Local, startLocal } from '../../cli/local.ts';
import { width } from '../../shared/views/terminal.ts';
import { EVENTS } from '../shop.ts';
import { tramo } from '../terminal.ts';

const SHOP = join(import.meta.dirname, '../fixtures/shop');
const folder = mkdtempSync(join(tmpdir(), 'tramo-decision-'));
const events = join(folder, 'events.jsonl');
const NOW = Date.parse('2026-11-01T00:00:00Z');
let clock = NOW;
let server: Local;
const ask = (...argv: string[]) => tramo([...argv, '--data', folder], { now: new Date(clock).toISOString() });
const WHY = 'More of them paid and each cost less, and the postage we pay is less than what the orders bring in.';

beforeAll(async () => {
  server = await startLocal({ data: folder, port: 0, now: () => clock });
  writeFileSync(events, EVENTS.map((event) => JSON.stringify(event)).join('\n'));
  for (const argv of [
    ['apply', SHOP],
    ['start', 'free-delivery', '--at', '2026-10-04T22:00:00Z'],
    ['import', events],
  ]) {
    expect(await ask(...argv)).toMatchObject({ code: 0 });
  }
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

describe('tramo decide', () => {
  test.each([
    ['no reason', ['free-delivery', 'ship'], 'Expected --because'],
    ['an empty reason', ['free-delivery', 'ship', '--because', ''], '--because'],
    ['a slip', ['free-delivery', 'shipp', '--because', WHY], 'Nearest: ship.'],
    ['no decision', ['free-delivery', 'maybe-later', '--because', WHY], 'Expected ship, iterate or discard.'],
    ['an experiment there is not', ['free-deliveri', 'ship', '--because', WHY], 'Nearest: free-delivery.'],
    ['a variant there is not', ['free-delivery', 'ship', '--variant', 'gratis', '--because', WHY], 'control or free'],
  ])('%s is refused with a sentence, exit 2', async (_, argv, sentence) => {
    const { code, out, err } = await ask('decide', ...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });

  test('before the first decision there is nothing learned, and how to decide is said', async () => {
    const { code, out } = await ask('learnings');
    expect(code).toBe(0);
    expect(out).toMatch(/^Nothing is decided yet. Decide with: tramo decide/);
  });

  test('ships, and says what everybody gets from now on', async () => {
    expect(await ask('decide', 'free-delivery', 'ship', '--because', WHY)).toEqual({
      code: 0,
      err: '',
      out: `free-delivery is shipped: its audience gets free from now on. Its scorecard is frozen: tramo scorecard free-delivery
This goes against the verdict, which was "Do not read it". That is kept, and
your reason with it. It rested on this:
- 11.8% of the people saw more than one version, or one that was not theirs; 1%
  is the limit.
`,
    });
    const { out } = await ask('assign', 'free-delivery', 'u-1');
    expect(out).toContain('u-1 gets free (shipped: shipped to everybody; phase 1)');
    expect((await ask('scorecard', 'free-delivery')).out).toContain('SHIPPED, began on 5 Oct 2026');
    expect((await ask('scorecard', 'free-delivery', '--lang', 'es')).out).toContain('PARA TODOS');
  });

  test('records no exposure of what is shipped', async () => {
    expect((await ask('assign', 'free-delivery', 'u-1', '--sent')).err).toBe('0 exposures recorded.\n');
  });

  test('what is decided once stays decided', async () => {
    const { code, err } = await ask('decide', 'free-delivery', 'discard', '--because', WHY);
    expect([code, err]).toEqual([2, expect.stringContaining('parent: free-delivery')]);
  });

  test('an iteration names the draft that goes on; a rollout has no scorecard to freeze', async () => {
    const definition = { journey: 'shop', touchpoint: 'product-page', kind: 'rollout', variants: [{ key: 'on' }] };
    for (const key of ['first', 'second']) {
      const headers = { authorization: `Bearer ${server.adminKey}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ ...definition, key });
      await fetch(`${server.url}/v1/experiments/${key}`, { method: 'PUT', headers, body });
      expect((await ask('start', key)).code).toBe(0);
    }
    clock += 60_000;
    const { out } = await ask('decide', 'first', 'iterate', '--because', WHY);
    expect(out).toBe('first goes on as first-2, a draft: change it and start it.\n');
    clock += 60_000;
    const gone = await ask('decide', 'second', 'discard', '--because', WHY);
    expect(gone.out).toBe('second is discarded: the default of the code stands.\n');
  });
});

describe('tramo learnings', () => {
  test('tells each decision with what was believed and seen, newest first, in 80 columns', async () => {
    const { out } = await ask('learnings');
    const because = `  Because   More of them paid and each cost less, and the postage we pay is less
            than what the orders bring in.`;
    expect(out).toBe(`second
DISCARDED on 1 Nov 2026
${because}

first
NEXT ROUND on 1 Nov 2026
${because}

free-delivery
SHIPPED (free) on 1 Nov 2026
  Believed  Who pays no postage orders sooner
  Seen      purchase -9% (likely -80% to +186%). CAC in ads: control €0.13, free
            €4.21.
  Verdict   Do not read it; the decision went against it
${because}
`);
    for (const language of ['en', 'es']) {
      const lines = (await ask('learnings', '--lang', language)).out.split('\n');
      expect(lines.filter((line) => width(line) > 80)).toEqual([]);
    }
  });

  test('tells them in Spanish, and as JSON', async () => {
    const { out } = await ask('learnings', '--lang', 'es');
    expect(out).toContain('PARA TODOS (free) el 1 nov 2026\n  Se creía   Quien no paga el envío pide antes\n');
    expect(out).toMatch(/Se vio {5}purchase -9 % \(probable: -80 % a \+186 %\)\. CAC en anuncios: control/);
    expect(out).toContain('  Veredicto  No lo leas; se decidió en contra\n');
    const { learnings } = JSON.parse((await ask('learnings', '--json')).out);
    expect(learnings.at(-1)).toMatchObject({ verdict: 'investigate', against: 'investigate' });
    expect(learnings.map(({ decision }: { decision: string }) => decision)).toEqual(['discard', 'iterate', 'ship']);
  });
});

describe('a person at a terminal', () => {
  const sit = (input: string, ...argv: string[]) =>
    tramo([...argv, '--data', folder], { input, interactive: true, now: new Date(clock).toISOString() });
  const again = async (key: string) => {
    const path = `${server.url}/v1/experiments`;
    const headers = { authorization: `Bearer ${server.adminKey}`, 'content-type': 'application/json' };
    const { variants, ...rest } = JSON.parse(await (await fetch(`${path}/free-delivery`, { headers })).text());
    const { journey, touchpoint, metrics, window, analysis } = rest;
    const body = JSON.stringify({ key, journey, touchpoint, metrics, window, analysis, variants });
    expect((await fetch(`${path}/${key}`, { method: 'PUT', headers, body })).status).toBe(201);
    expect((await ask('start', key)).code).toBe(0);
    clock += 60_000;
  };

  test('is told the verdict, and asked for the reason that was not given', async () => {
    await again('asked');
    const { code, out, err } = await sit('We are out of postage.\n', 'decide', 'asked', 'discard');
    expect(code).toBe(0);
    expect(err).toMatch(/^The verdict is "Not yet":\n- .*Why do you decide so\?/s);
    expect(out).toContain('This goes against the verdict, which was "Not yet".');
    const lines = (await ask('history', 'asked')).out.trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({
      decision: 'discard',
      because: 'We are out of postage.',
      against: 'keep-running',
    });
  });

  test('who says nothing decides nothing, and a slip is told before anything is asked', async () => {
    await again('unsaid');
    expect(await sit('\n', 'decide', 'unsaid', 'discard')).toMatchObject({ code: 2, out: '' });
    expect((await sit('', 'decide', 'unsaid', 'discard')).err).toContain('Expected --because');
    expect((await sit('x\n', 'decide', 'unsaid', 'discrad')).err).toBe('discrad is no decision. Nearest: discard.\n');
    expect((await ask('scorecard', 'unsaid')).out).toMatch(/\nRUNNING/);
    const { err } = await sit('\n', 'decide', 'unsaid', 'discard', '--lang', 'es');
    expect(err).toMatch(/^El veredicto es «Aún no»:\n- .*¿Por qué lo decides así\?/s);
  });
});

describe('tramo ask', () => {
  test('says in one sentence whether to ship, and why', async () => {
    const { code, out, err } = await ask('ask', 'ship', 'unsaid');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`Not yet: so far, nobody has seen it.
- It is read in whole weeks, after 7 days: 7 more days.
- So far it is 0 of the 12 people that were planned.
`);
    expect((await ask('ask', 'ship', 'free-delivery', '--lang', 'es')).out).toMatch(
      /^Para todos el 1 nov 2026\.\nNo lo leas: el 12 % de las/,
    );
  });

  test('gives the answer and the recommendation as JSON, measured now or last', async () => {
    for (const last of [[], ['--last']]) {
      const told = JSON.parse((await ask('ask', 'ship', 'free-delivery', '--json', ...last)).out);
      expect(told).toMatchObject({ experiment: 'free-delivery', recommendation: { verdict: 'investigate' } });
      expect(told.answer).toMatch(/^Do not read it: /);
    }
  });

  test.each([
    [['shipp', 'free-delivery'], 'shipp cannot be asked. Nearest: ship.'],
    [['weather'], 'weather cannot be asked. Expected ship, '],
    [['ship'], 'Expected: tramo ask ship <experiment>'],
    [['ship', 'nobody'], 'nobody'],
  ])('%j is refused with a sentence, exit 2', async (argv, sentence) => {
    const { code, out, err } = await ask('ask', ...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });
});
