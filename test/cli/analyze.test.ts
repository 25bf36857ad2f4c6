import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differences } from '../figures.ts';
import { EVENTS } from '../shop.ts';
import { tramo } from '../terminal.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const SHOP = join(FIXTURES, 'shop');
const folder = mkdtempSync(join(tmpdir(), 'tramo-analyze-'));
const file = (name: string, lines: unknown[]): string => {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  return path;
};
const events = file('events.jsonl', EVENTS);
const asked = ['analyze', '--definitions', SHOP, '--lifecycle', join(SHOP, 'lifecycle.jsonl'), '--json'];
const shop = (...more: string[]) => tramo([...asked, '--now', '2026-11-01T00:00:00Z', ...more]);
const cards = (out: string) => JSON.parse(out).scorecards;
const still = (out: string) => out.replace(/"computedAt": "[^"]*"/, '');

describe('tramo analyze', () => {
  test('gives the figures worked out by hand, from a file and from stdin', async () => {
    const ran = await shop('--events', events);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(differences(JSON.parse(readFileSync(join(SHOP, 'figures.json'), 'utf8')), cards(ran.out)[0])).toEqual([]);
    const piped = await tramo([...asked, '--now', '2026-11-01T00:00:00Z', '--events', '-'], {
      input: readFileSync(events, 'utf8'),
    });
    expect(still(piped.out)).toBe(still(ran.out));
  });

  test('gives the same grouped, ungrouped, shuffled and over several files', async () => {
    const whole = still((await shop('--events', events)).out);
    const grouped = file('grouped.jsonl', Object.values(Object.groupBy(EVENTS, ({ unit }) => String(unit))).flat());
    expect(still((await shop('--grouped', '--events', grouped)).out)).toBe(whole);
    const halves = [EVENTS.filter((_, place) => place % 2), EVENTS.filter((_, place) => place % 2 === 0)];
    const [odd, even] = halves.map((half, place) => file(`half-${place}.jsonl`, half.toReversed()));
    expect(still((await shop('--events', odd!, '--events', even!)).out)).toBe(whole);
  });

  test('a bad line is named with its number and left out; the good ones count', async () => {
    const bad = file('bad.jsonl', [
      ...EVENTS,
      '{"type":"event"',
      { type: 'event', unit: 'v-01', name: 'order_paid', ts: 'soon' },
    ]);
    const ran = await shop('--events', bad);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain(`bad.jsonl:${EVENTS.length + 1} left out`);
    expect(ran.err).toContain(`bad.jsonl:${EVENTS.length + 2} left out`);
    expect(cards(ran.out)[0].variants).toMatchObject([{ units: 8 }, { units: 6 }]);
  });

  test('a cap is found in a first reading: files are read again, a grouped stdin cannot be', async () => {
    const definitions = mkdtempSync(join(tmpdir(), 'tramo-capped-'));
    cpSync(SHOP, definitions, { recursive: true });
    const journey = join(definitions, 'journey.yaml');
    const capped = readFileSync(journey, 'utf8').replace('minus: order_refunded', 'minus: order_refunded, cap: 0.9');
    writeFileSync(journey, capped);
    const input = EVENTS.map((event) => `${JSON.stringify(event)}\n`).join('');
    const ask = (...more: string[]) =>
      tramo(['analyze', '--definitions', definitions, '--json', '--now', '2026-11-01T00:00:00Z', ...more], { input });
    const bad = file('capped.jsonl', [...EVENTS, 'no event']);
    const ran = await ask('--grouped', '--events', bad);
    expect(cards(ran.out)[0].metrics[1].cap).toBeGreaterThan(0);
    expect(ran.err.match(/left out:/g)).toHaveLength(1);
    expect(cards((await ask('--events', '-')).out)[0].metrics[1].cap).toBeGreaterThan(0);
    expect((await ask('--grouped', '--events', '-')).err).toContain('can be read once');
  });

  test('one experiment alone is read as among the others: their exposures are entries too', async () => {
    const both = mkdtempSync(join(tmpdir(), 'tramo-both-'));
    cpSync(SHOP, both, { recursive: true });
    const key = 'basket-note';
    const other = readFileSync(join(SHOP, 'experiments/free-delivery.yaml'), 'utf8').replace(
      'key: free-delivery',
      `key: ${key}`,
    );
    writeFileSync(join(both, `experiments/${key}.yaml`), other);
    // Bought on the second day, but was at the product page a week before, by the other experiment's word.
    const early = { type: 'exposure', unit: 'v-99', experiment: key, variant: 'control', ts: '2026-09-28T10:00:00Z' };
    const seen = { type: 'event', unit: 'v-99', name: 'landing_viewed', ts: '2026-10-06T10:00:00Z' };
    const lines = file('both.jsonl', [...EVENTS, early, seen, { ...seen, name: 'product_viewed' }]);
    const read = async (...more: string[]) => {
      const argv = ['analyze', '--definitions', both, '--lifecycle', join(SHOP, 'lifecycle.jsonl'), '--json'];
      const ran = await tramo([...argv, '--now', '2026-11-01T00:00:00Z', '--events', lines, ...more]);
      return cards(ran.out).find(({ experiment }: { experiment: string }) => experiment === 'free-delivery').economics;
    };
    expect(await read('--experiment', 'free-delivery')).toEqual(await read());
  });

  test('a life cycle is read up to --now, like the events', async () => {
    const own = readFileSync(join(SHOP, 'lifecycle.jsonl'), 'utf8').trim().split('\n');
    const resumed = { at: '2026-10-25T00:00:00Z', experiment: 'free-delivery', action: 'resume' };
    const read = async (now: string, lines: unknown[]) =>
      cards((await shop('--events', events, '--now', now, '--lifecycle', file('life.jsonl', lines))).out).map(
        (card: object) => ({ ...card, computedAt: '' }),
      );
    const before = '2026-10-24T00:00:00Z';
    expect(await read(before, [...own, resumed])).toEqual(await read(before, own));
    expect((await read('2026-10-26T00:00:00Z', [...own, resumed]))[0].phase).toBe(2);
    expect(await read('2026-10-01T00:00:00Z', own)).toEqual([]);
  });

  test('a phase is read at the touchpoint that its change gave it', async () => {
    const moved = mkdtempSync(join(tmpdir(), 'tramo-moved-'));
    cpSync(SHOP, moved, { recursive: true });
    const journey = readFileSync(join(SHOP, 'journey.yaml'), 'utf8');
    const touchpoints = 'touchpoints:\n  - { key: basket-page, stage: basket }\n';
    writeFileSync(join(moved, 'journey.yaml'), journey.replace('touchpoints:\n', touchpoints));
    const start = { at: '2026-10-05T00:00:00+02:00', experiment: 'free-delivery', action: 'start' };
    const change = { ...start, at: '2026-10-12T00:00:00+02:00', action: 'change', set: { touchpoint: 'basket-page' } };
    const argv = ['--definitions', moved, '--lifecycle', file('moved.jsonl', [start, change]), '--events', events];
    const [card] = cards((await shop(...argv)).out);
    expect([card.phase, card.stages.map(({ stage }: { stage: string }) => stage)]).toEqual([
      2,
      ['purchase', 'retention'],
    ]);
    expect(card.rule.broken).toEqual(['touchpoint']);
  });

  const refused: [string, string[], RegExp][] = [
    ['no events', [], /--events is missing/],
    ['a moment that is none', ['--events', events, '--now', 'yesterday'], /--now is yesterday/],
    ['a file that is not there', ['--events', '/nowhere.jsonl'], /no such file/],
    ['an experiment that is not there', ['--events', events, '--experiment', 'free-delivry'], /Nearest: free-delivery/],
    ['an option that is none', ['--event', events], /Nearest: --events/],
    ['a phase that is not there', ['--events', events, '--phase', '2'], /has no phase 2. Its phases: 1/],
    ['a life cycle that is none', ['--events', events, '--lifecycle', events], /no line of a life cycle/],
  ];
  test.each(refused)('%s is refused with a sentence', async (_, more, sentence) => {
    const ran = await tramo([...asked, ...more]);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(sentence);
    expect(ran.out).toBe('');
  });
});
