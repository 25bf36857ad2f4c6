import type { Duration, IntervalResult } from '../measure/result.ts';
import { curveMark, endOf } from './curve.ts';
import { type Html, html } from './html.ts';
import { LOOKS } from './look.ts';
import { type Leaning, nameOf, type View, versionOf } from './reading.ts';
import { wrap } from './terminal.ts';
import { timeOf } from './time.ts';
import { both, WORDS } from './words.ts';

/** What is said of how long something takes. */
export const DURATIONS = {
  until: both(
    (what: string) => `How long until ${what}?`,
    (what) => `¿Cuánto se tarda hasta ${what}?`,
  ),
  sooner: both(
    (version: string) => `Sooner with ${version}.`,
    (version) => `Antes con ${version}.`,
  ),
  later: both(
    (version: string) => `Later with ${version}.`,
    (version) => `Más tarde con ${version}.`,
  ),
  cantTell: both(
    (version: string) => `Can’t tell yet whether sooner or later with ${version}.`,
    (version) => `Aún no se sabe si antes o más tarde con ${version}.`,
  ),
  legend: both(
    'line: share that got there · band: likely range',
    'línea: parte que ha llegado · banda: intervalo probable',
  ),
  half: both('Half got there after', 'La mitad llegó a los'),
  halfAfter: both(
    (time: string) => `half got there after ${time}`,
    (time) => `la mitad tardó ${time} o menos`,
  ),
  notReached: both('not reached yet', 'aún no alcanzado'),
  came: both('Got there', 'Llegaron'),
  ofPeople: both(
    (came: string, all: string) => `${came} of ${all}`,
    (came, all) => `${came} de ${all}`,
  ),
  atLeast: both(
    (time: string) => `${time} or more`,
    (time) => `${time} o más`,
  ),
} as const;

type Cell = Duration['cells'][number];

/** Whether a version is sooner or later than the control: a p-value says whether, medians or else the curves which way. */
function verdictOf({ cells, comparisons, better }: Duration, variant: string, view: View) {
  const { language } = view.format;
  const [before, after] = [view.card.control, variant].map((key) => cells.find((cell) => cell.variant === key));
  const pValue = comparisons.find((each) => each.variant === variant)?.pValue ?? null;
  const ahead = before && after && pValue !== null ? aheadOf(before, after) : 0;
  const version = versionOf(variant, view);
  if (pValue === null || pValue >= view.definition.analysis.alpha || ahead === 0) {
    return { text: DURATIONS.cantTell[language](version), leaning: undefined };
  }
  const sooner = ahead > 0;
  const leaning: Leaning = sooner === (better === 'down') ? 'better' : 'worse';
  return { text: DURATIONS[sooner ? 'sooner' : 'later'][language](version), leaning };
}

/** Above 0: the other version is ahead of the control. */
function aheadOf(control: Cell, other: Cell): number {
  if (control.median !== null && other.median !== null && control.median !== other.median) {
    return control.median - other.median;
  }
  return (endOf(other)?.share ?? 0) - (endOf(control)?.share ?? 0);
}

function medianOf({ median }: Cell, view: View): string {
  return median === null ? DURATIONS.notReached[view.format.language] : timeOf(median, view);
}

function spanOf(interval: IntervalResult | null, view: View): string {
  const { language, span } = view.format;
  if (interval?.kind !== 'bounded' || interval.lower === null) return '';
  const from = timeOf(interval.lower, view);
  return interval.upper === null ? DURATIONS.atLeast[language](from) : span(from, timeOf(interval.upper, view));
}

/** How long each version takes, with its curves; nothing where no duration was asked for. */
export function durationFigures(view: View): Html {
  return html`${view.card.durations.map((duration) => figureOf(duration, view))}`;
}

function figureOf(duration: Duration, view: View): Html {
  const { language } = view.format;
  const control = duration.cells.find(({ variant }) => variant === view.card.control);
  const curves = duration.comparisons.map(({ variant }) => {
    const { text, leaning } = verdictOf(duration, variant, view);
    const other = duration.cells.find((cell) => cell.variant === variant);
    const mark = control && other && curveMark([control, other], { duration, view, title: text, leaning });
    return html`<p class="told ${leaning ?? 'open'}">${text}</p>${mark}`;
  });
  return html`<figure class="chart duration">
    <figcaption><strong>${DURATIONS.until[language](nameOf(duration.metric, view))}</strong>
      <span>${DURATIONS.legend[language]} · ${LOOKS.one[language]}</span></figcaption>
    ${curves}${tableOf(duration, view)}</figure>`;
}

function tableOf({ cells }: Duration, view: View): Html {
  const { language, count } = view.format;
  const heads = [WORDS.version, DURATIONS.half, WORDS.likelyRange, DURATIONS.came].map((each) => each[language]);
  const rows = cells.map((cell) => {
    const came = DURATIONS.ofPeople[language](count(cell.events), count(cell.n));
    const values = [medianOf(cell, view), spanOf(cell.interval, view) || '–', came];
    return html`<tr><th scope="row">${versionOf(cell.variant, view)}</th>${values.map((each) => html`<td>${each}</td>`)}</tr>`;
  });
  return html`<div class="scroll"><table class="plain">
    <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody>
    </table></div>`;
}

/** The same in a terminal. */
export function durationLines(view: View, colour: boolean): string[] {
  const { language } = view.format;
  return view.card.durations.flatMap((duration) => {
    const told = duration.comparisons.map(({ variant }) => verdictOf(duration, variant, view));
    const pieces = told.map(({ text, leaning }) => ({ text: ` ${text}`, tone: leaning }));
    const look = { text: ` (${LOOKS.one[language]})`, tone: 'dim' as const };
    const versions = duration.cells.flatMap((cell) => {
      const median =
        cell.median === null
          ? DURATIONS.notReached[language]
          : DURATIONS.halfAfter[language](timeOf(cell.median, view));
      const range = spanOf(cell.interval, view);
      const likely = range === '' ? '' : ` (${WORDS.likely[language](range)})`;
      return wrap([{ text: `- ${versionOf(cell.variant, view)}: ${median}${likely}` }], colour);
    });
    return [
      ...wrap([{ text: DURATIONS.until[language](nameOf(duration.metric, view)) }, ...pieces, look], colour),
      ...versions,
    ];
  });
}
