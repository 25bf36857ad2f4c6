import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JOURNEY } from '../../shared/simulation/definitions.ts';
import { intervalMark, place } from '../../shared/views/chart.ts';
import { costTable } from '../../shared/views/cost.ts';
import { intervalFigure } from '../../shared/views/figure.ts';
import { formatOf } from '../../shared/views/format.ts';
import { type Told, tell } from '../../shared/views/reading.ts';
import { GUARANTEE, type Sketch, sketch } from '../fixtures/guarantee.ts';

const bounded = (lower: number, upper: number, estimate = (lower + upper) / 2): Told =>
  tell(estimate, { kind: 'bounded', lower, upper }, 'up');
const nothing = tell(0.5, { kind: 'all' }, 'up');
const mark = (told: Told) => intervalMark(told, 'What it says').text;
const drawn = (given: Sketch, language: 'en' | 'es' = 'en') => {
  const format = formatOf(language, JOURNEY);
  const view = { card: sketch(given), definition: given.definition, journey: JOURNEY, format };
  return { figure: intervalFigure(view).text, costs: costTable(view).text };
};
/** Where the line of a range runs, in percent. */
const line = (svg: string) => {
  const [, from, to] = /class="line" x1="([\d.]+)%" x2="([\d.]+)%" y1="50%"/.exec(svg)!;
  return [Number(from), Number(to)] as const;
};

describe('a mark of the interval chart', () => {
  test('is an image called by its sentence', () => {
    expect(mark(bounded(0.04, 1.05))).toMatch(
      /^<svg class="mark better"[^>]* role="img">\s*<title>What it says<\/title>/,
    );
  });

  test('is a dot on a line: filled and coloured where the range leaves zero out, hollow and grey where it does not', () => {
    expect(mark(bounded(0.04, 1.05, 0.44))).toContain(
      `<circle class="dot" cx="${place(0.44).toFixed(2)}%" cy="50%" r="6"/>`,
    );
    expect(mark(bounded(-0.3, 1))).toMatch(/class="mark open".*<circle/s);
    expect(mark(bounded(-0.3, -0.1))).toMatch(/class="mark worse"/);
  });

  test('ends in an arrow where the range goes on beyond the axis', () => {
    expect(mark(bounded(-0.38, 4.09, 0.55)).match(/class="arrow"/g)).toHaveLength(1);
    expect(mark(bounded(-3, 4, 0.5)).match(/class="arrow"/g)).toHaveLength(2);
    expect(mark(bounded(0.1, 1)).includes('arrow')).toBe(false);
  });

  test('has no dot where the best guess itself is beyond the axis', () => {
    expect(mark(bounded(3, 90))).not.toContain('<circle');
    expect(mark(bounded(3, 90))).toContain('class="arrow"');
  });

  test('is a dotted line where nothing can be told', () => {
    expect(mark(nothing)).toContain('class="none"');
    expect(mark(nothing)).not.toMatch(/circle|arrow|class="line"/);
  });

  const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  test('stays within its strip, whatever the numbers', () => {
    fc.assert(
      fc.property(finite, finite, finite, (a, b, c) => {
        const [lower, estimate, upper] = [a, b, c].sort((x, y) => x - y);
        const svg = mark(bounded(lower!, upper!, estimate));
        for (const [, x] of svg.matchAll(/(?:x|x1|x2|cx)="([-\d.e]+)%"/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0);
          expect(Number(x)).toBeLessThanOrEqual(100);
        }
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      }),
    );
  });

  test('never touches the zero line when its range leaves zero out', () => {
    const positive = fc.double({ min: 1e-9, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(positive, positive, fc.boolean(), (a, b, up) => {
        const [near, far] = [Math.min(a, b), Math.max(a, b)];
        const [from, to] = line(mark(up ? bounded(near, far) : bounded(-far, -near)));
        if (up) expect(Math.min(from, to)).toBeGreaterThanOrEqual(place(0) + 1.4);
        else expect(Math.max(from, to)).toBeLessThanOrEqual(place(0) - 1.4);
      }),
    );
  });
});

describe('the interval chart', () => {
  const { figure } = drawn(GUARANTEE);

  test('has one axis, from −100% to +200%, with no change strongest', () => {
    expect([...figure.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text)).toEqual([
      '−100%',
      'no change',
      '+100%',
      '+200%',
    ]);
  });

  test('shows each later stage with its rates, its change, and its range in words', () => {
    const rows = figure
      .split('<div class="row">')
      .slice(1)
      .map((row) => row.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' '));
    expect(rows[0]).toContain(
      'Purchase 7.0% → 10.1% Purchase: about 44% more, likely +4% to +105% +44% · better likely +4% to +105%',
    );
    expect(rows[1]).toContain('Retention 1.1% → 1.7%');
    expect(rows[1]).toContain('−38% to +409%: can’t tell');
    expect(rows[2]).toContain(
      'Recommendation 0.43% → 0.59% Recommendation: Can’t tell yet. 8 and 11 people Can’t tell yet 8 and 11 people',
    );
    expect(rows[4]).toContain('Revenue per person €6.29 → €8.85');
  });

  test('flips the colour, not the sign, of what should go down', () => {
    const row = {
      metric: 'refund',
      role: 'secondary',
      better: 'down',
      sums: [90, 60],
      lifts: [[-0.33, [-0.5, -0.1]]],
    } as const;
    const { figure: down } = drawn({
      ...GUARANTEE,
      metrics: [{ ...row, sums: [...row.sums], lifts: [[-0.33, [-0.5, -0.1]]] }],
    });
    expect(down).toMatch(/class="mark better".*−33% <em>· better/s);
  });

  test('has the same numbers as a table behind it', () => {
    const table = figure.slice(figure.indexOf('<table'));
    expect(table.match(/<tr>/g)).toHaveLength(1 + GUARANTEE.metrics.length);
    expect(table).toContain(
      '<th scope="row">Purchase</th><td>7.0%</td><td>10.1%</td><td>+44%</td><td>likely +4% to +105%</td>',
    );
  });

  test('is not there when nothing is compared', () => {
    expect(drawn({ ...GUARANTEE, metrics: [] }).figure).toBe('');
  });

  test('says of many comparisons that one may be chance', () => {
    const keys = Array.from({ length: 10 }, (_, place) => `v${place}`);
    const definition = { ...GUARANTEE.definition, variants: keys.map((key) => ({ key, weight: 1 })) };
    const { figure: ten } = drawn({
      definition,
      units: keys.map(() => 1000),
      pending: keys.map(() => 0),
      metrics: [
        { metric: 'stage:purchase', sums: keys.map(() => 5), lifts: keys.slice(1).map(() => [0.1, [-0.4, 1e9]]) },
      ],
    });
    expect(ten).toContain('among 9, one may leave zero out by chance');
    expect(ten.match(/role="img"/g)).toHaveLength(9);
    expect(ten).toContain('−40% to +100B%');
  });
});

describe('the table of costs', () => {
  const text = (given: Sketch, language: 'en' | 'es' = 'en') =>
    drawn(given, language)
      .costs.replaceAll(/<[^>]*>/g, ' ')
      .replaceAll('\u00A0', ' ')
      .replaceAll(/\s+/g, ' ');

  test('gives each version its cost with a range, and says in a word which is cheaper', () => {
    expect(text(GUARANTEE)).toContain('Original €19.35 €16.56 to €22.15 €27.01 €22.95 to €31.07');
    expect(text(GUARANTEE)).toContain('Cheaper −€4.95 −€8.18 to −€1.72 −€7.29 −€11.98 to −€2.60');
    expect(text(GUARANTEE, 'es')).toContain('Más barato −4,95 € −8,18 € a −1,72 €');
  });

  test.each<[string, [number, number], string]>([
    ['is dearer', [1, 3], 'Dearer +€2.00 +€1.00 to +€3.00'],
    ['cannot be told', [-1, 5], 'Can’t tell yet +€2.00 −€1.00 to +€5.00'],
  ])('says when a version %s', (_, range, expected) => {
    expect(text({ ...GUARANTEE, paid: { ...GUARANTEE.paid!, difference: [[2, range]] }, loaded: undefined })).toContain(
      expected,
    );
  });

  test('names each scope apart when they disagree', () => {
    const loaded = { ...GUARANTEE.loaded!, difference: [[-7.29, [-20, 2]]] as [number, [number, number]][] };
    expect(text({ ...GUARANTEE, loaded })).toMatch(/Difference −€4\.95 .* Cheaper −€7\.29 .* Can’t tell yet/);
  });

  test('does not repeat under "all in" what is the same as in ads', () => {
    expect(text({ ...GUARANTEE, loaded: undefined })).not.toContain('all in');
    expect(text(GUARANTEE)).toContain('all in');
  });

  test('says that no cost is known, and that nobody has bought', () => {
    expect(text({ ...GUARANTEE, paid: undefined, loaded: undefined })).toContain('Give a stage its costPerEntry');
    const nobody = {
      cac: [
        [19.35, [16, 22]],
        [null, null],
      ],
      difference: [[null, null]],
    } as Sketch['paid'];
    expect(text({ ...GUARANTEE, paid: nobody, loaded: undefined })).toMatch(
      /30-day guarantee no customer yet .*Can’t tell yet/s,
    );
  });
});
