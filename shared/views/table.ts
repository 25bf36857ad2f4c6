import type { Experiment } from '../define/experiment.ts';
import type { Journey } from '../define/journey.ts';
import { type Language, textIn } from '../define/key.ts';
import type { State } from '../define/lifecycle.ts';
import type { Scorecard } from '../learn/scorecard.ts';
import { answer, spaced } from './answer.ts';
import { FELT, intervalBar, SCALE, SIZE } from './bar.ts';
import { paint, type Tone } from './colour.ts';
import { durationLines } from './duration.ts';
import { formatOf } from './format.ts';
import { guardrailLines } from './guardrail.ts';
import { type Health, healthOf } from './health.ts';
import { increments } from './increment.ts';
import { lookLines } from './look.ts';
import {
  type CostReading,
  costReadings,
  drawn,
  type Reading,
  readings,
  type View,
  versionOf,
  writes,
} from './reading.ts';
import { type Life, lasting, standingOf, touchpointOf } from './standing.ts';
import { COLUMNS, cut, fill, plainly, width, wrap } from './terminal.ts';
import { listed, needsDecision, nextLines, reasons, toldIn } from './verdict.ts';
import { WORDS } from './words.ts';
import { worthLines } from './worth.ts';

/** How a scorecard is shown in a terminal, and what is known of the experiment besides. */
export interface Terminal {
  definition: Experiment;
  journey: Journey;
  language: Language;
  colour: boolean;
  state?: State;
  decision?: Life['decision'];
  /** When phase 1 began. */
  started?: string;
  simulated?: boolean;
}

/** One line of a table: its cells, the colour of its change, and at its end a bar. */
interface Line {
  cells: string[];
  tone?: Tone | undefined;
  bar?: string;
}

/** A scorecard as text of at most 80 columns: what is known in one sentence, then the ranges, the costs, the health. */
export function scorecardText(card: Scorecard, shown: Terminal): string {
  const { definition, journey, language, colour } = shown;
  const view = { card: toldIn(shown.state, card), definition, journey, format: formatOf(language, journey) };
  const pieces = spaced(answer(view)).map(({ text, part, leaning }) => ({
    text,
    tone: part === 'quiet' ? undefined : (leaning ?? ('strong' as const)),
  }));
  const health = healthOf(view);
  const parts = [
    title(view, shown),
    [...wrap(pieces, colour), ...listed(reasons(view), colour)],
    lifts(view, colour),
    [...costs(view, colour), ...increments(view).flatMap((text) => wrap([{ text }], colour))],
    worthLines(view, colour),
    lookLines(view, colour),
    guardrailLines(view, colour),
    durationLines(view, colour),
    soundness(health, colour),
    nextLines({ state: shown.state, scorecard: card }, language),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function soundness({ state, lead, sentences, warnings }: Health, colour: boolean): string[] {
  if (sentences.length + warnings.length === 0) return [];
  const tone = ({ sound: 'better', doubtful: 'strong', broken: 'worse' } as const)[state];
  return [...wrap([{ text: `${lead} `, tone }, { text: sentences.join(' ') }], colour), ...listed(warnings, colour)];
}

function title(view: View, { state, decision, started, simulated, colour }: Terminal): string[] {
  const { card, definition, format } = view;
  const { language } = format;
  const name = textIn(language, definition.name, definition.key);
  const tag = simulated === true ? WORDS.simulated[language] : '';
  const room = tag === '' ? COLUMNS : COLUMNS - width(tag) - 2;
  const where = cut(plainly(WORDS.at[language](name, touchpointOf(view).name)), room);
  const space = tag === '' ? '' : ' '.repeat(COLUMNS - width(where) - width(tag));
  const since = lasting({ state, started }, card.asOf, format);
  const phase = card.phase > 1 ? WORDS.phase[language](format.count(card.phase)) : undefined;
  const asOf = WORDS.asOf[language](format.stamp(card.asOf));
  const asks = needsDecision({ state, scorecard: card });
  const word = state && (asks ? WORDS.needsDecision : WORDS[standingOf(state, decision)])[language];
  const parts = [...standing(word, since), phase, asOf].filter((each) => each !== undefined);
  const line = parts.join(', ');
  const start = asks && word ? word.length : 0;
  return [
    paint('strong', where, colour) + space + paint('dim', tag, colour),
    ...wrap(
      [
        { text: line.slice(0, start), tone: 'worse' },
        { text: start > 0 ? line.slice(start) : line.charAt(0).toUpperCase() + line.slice(1) },
      ],
      colour,
    ),
  ];
}

/** "RUNNING for 28 days" where the state's own word begins how long; else both. */
function standing(state: string | undefined, since: string | undefined): (string | undefined)[] {
  if (state === undefined) return [since];
  if (since?.startsWith(state.toLowerCase())) return [state.toUpperCase() + since.slice(state.length)];
  return [state.toUpperCase(), since];
}

function lifts(view: View, colour: boolean): string[] {
  const all = readings(view);
  if (all.length === 0) return [];
  const several = view.card.variants.length > 2;
  const lines = all.flatMap((reading, place): Line[] => {
    const { range, leaning, name, version, means, estimate } = reading;
    const { signed } = writes(reading.metric, view.format);
    const told = range ? [signed(estimate), view.format.span(signed(range.lower), signed(range.upper))] : unknown(view);
    const pulse = reading.metric.type === 'pulse';
    const felt = pulse && !several;
    const cells = [several ? `  ${version}` : felt ? `  ${feltAt(reading, view)}` : name, ...means, ...told];
    const before = all[place - 1]?.metric;
    const heading = felt
      ? headingOf(before?.type !== 'pulse', { text: WORDS.feelings[view.format.language], bar: FELT })
      : headingOf(several && before !== reading.metric, { text: name, bar: pulse ? FELT : undefined });
    return [...heading, { cells, tone: leaning, bar: intervalBar(drawn(reading)) }];
  });
  return table([{ cells: heads('', view), tone: 'dim', bar: SCALE }, ...lines], colour);
}

const headingOf = (begins: boolean, { text, bar }: { text: string; bar: string | undefined }): Line[] =>
  begins ? [{ cells: [text], bar }] : [];

/** Where it is felt: a narrow column has no room for more. */
function feltAt({ metric: { metric } }: Reading, { journey, format: { language } }: View): string {
  const felt = journey.touchpoints.find(({ key }) => metric === `pulse:${key}`);
  return textIn(language, felt?.name, metric);
}

/** What stands where a change and its range would: a question mark. */
function unknown({ format: { language } }: View): string[] {
  return ['?', WORDS.cantTell[language].toLowerCase()];
}

function heads(first: string, view: View): string[] {
  const { card, format, definition } = view;
  const { language } = format;
  // Columns are narrow: a variant whose name does not fit is called by its key.
  const short = (key: string) => {
    const name = versionOf(key, { definition, format });
    return cut(width(name) > 10 && width(key) < width(name) ? key : name, 10);
  };
  const [control, other] = card.variants.map(({ key }) => short(key));
  const second = card.variants.length > 2 ? WORDS.mean[language] : (other ?? '');
  const change = WORDS.change[language].toLowerCase();
  return [first, control ?? '', second, change, WORDS.likelyRange[language].toLowerCase()];
}

function costs(view: View, colour: boolean): string[] {
  const all = costReadings(view);
  if (all.every(({ cells }) => cells.every(({ cac }) => cac === null))) return [];
  const { money, moneyChange, moneyShort } = view.format;
  const head: Line = { cells: heads('CAC', view), tone: 'dim' };
  const lines = (amount: (value: number) => string, change: (value: number) => string) => [
    head,
    ...all.flatMap((cost) => costLines(cost, { view, amount, change })),
  ];
  const exact = lines(money, moneyChange);
  return table(columnsOf(exact) <= COLUMNS ? exact : lines(moneyShort, moneyShort), colour);
}

function costLines(
  { scope, cells, changes }: CostReading,
  { view, amount, change }: { view: View; amount: (value: number) => string; change: (value: number) => string },
): Line[] {
  const { format, card } = view;
  const label = (scope === 'paid' ? WORDS.inAds : WORDS.allIn)[format.language];
  const several = card.variants.length > 2;
  const written = (variant: string) => {
    const cac = cells.find((each) => each.variant === variant)?.cac;
    return cac == null ? '-' : amount(cac);
  };
  const lines = changes.map(({ variant, estimate, range, leaning }): Line => {
    const told = range ? [change(estimate), format.span(change(range.lower), change(range.upper))] : unknown(view);
    const name = several ? `    ${versionOf(variant, view)}` : `  ${label}`;
    return { cells: [name, written(card.control), written(variant), ...told], tone: leaning };
  });
  return several ? [{ cells: [`  ${label}`] }, ...lines] : lines;
}

const GAP = 2;
/** A label is cut to this before the bars are given up. */
const LABEL = 10;

/** Columns that lines take without their bars, their first cell at its least. */
function columnsOf(lines: Line[]): number {
  return (
    LABEL +
    widthsOf(lines)
      .slice(1)
      .reduce((sum, each) => sum + GAP + each, 0)
  );
}

/** Widths of the cells; a line of one cell is a heading over all columns. */
function widthsOf(lines: Line[]): number[] {
  const rows = lines.filter(({ cells }) => cells.length > 1);
  return Array.from({ length: 5 }, (_, at) => Math.max(0, ...rows.map(({ cells }) => width(plainly(cells[at] ?? '')))));
}

/** Lines in columns: labels and ranges from the left, numbers from the right, changes in colour, bars if they fit. */
function table(lines: Line[], colour: boolean): string[] {
  const [label = 0, ...others] = widthsOf(lines);
  const bars = lines.some(({ bar }) => bar !== undefined) ? GAP + SIZE : 0;
  const rest = others.reduce((sum, each) => sum + GAP + each, 0);
  const barred = COLUMNS - rest - bars >= Math.min(label, LABEL);
  const first = Math.min(label, Math.max(1, COLUMNS - rest - (barred ? bars : 0)));
  return lines.map(({ cells, tone, bar }) => {
    if (cells.length === 1) {
      const name = plainly(cells[0]!);
      if (!barred || bar === undefined) return cut(name, COLUMNS);
      return fill(cut(name, first + rest), first + rest, 'left') + paint('dim', `  ${bar}`, colour);
    }
    const written = cells.map((cell, at) => {
      const text = at === 0 ? cut(plainly(cell), first) : plainly(cell);
      return fill(text, at === 0 ? first : others[at - 1]!, at === 0 || at === 4 ? 'left' : 'right');
    });
    const end = barred && bar !== undefined ? [bar] : [];
    if (tone === 'dim') return paint('dim', [...written, ...end].join('  ').trimEnd(), colour);
    const shown = written.map((cell, at) => (at === 3 ? paint(tone, cell, colour) : cell));
    return [...shown, ...end.map((each) => paint(tone, each, colour))].join('  ').trimEnd();
  });
}
