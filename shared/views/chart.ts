import type { Format } from './format.ts';
import { type Html, html } from './html.ts';
import { changeOf, type Leaning, type Reading, type Told, writes } from './reading.ts';
import { SENTENCES } from './sentences.ts';
import { WORDS } from './words.ts';

/** One axis for all rows and cards, so that lengths can be compared: −100% to +200%. */
const AXIS = { from: -1, to: 2, ticks: [-1, 0, 1, 2] };
/** Percent of the strip left free at either end, for an arrow and for half of a dot. */
const MARGIN = 4;
/** A range that leaves zero out stays this far from the zero line, in percent of the strip, however close it comes. */
const CLEAR = 1.5;
/** Closer to zero than this a dot would cover the line: it is drawn small. */
const SMALL = 3.5;

/** Where a relative change stands on the strip, in percent of its width; beyond the axis, at its end. */
export function place(change: number): number {
  const { from, to } = AXIS;
  const inside = Math.min(to, Math.max(from, change));
  return MARGIN + ((inside - from) / (to - from)) * (100 - 2 * MARGIN);
}

const ZERO = place(0);
const at = (percent: number) => `${Math.round(percent * 100) / 100}%`;

/** The change in words: what the picture of it is called, and what the number beside it says. */
export interface Said {
  name: string;
  /** +44%, or that nothing can be told. */
  change: string;
  /** The word that goes with the colour. */
  leaning: string;
  /** Its range, or how many there were. */
  detail: string;
  title: string;
}

/** What stands beside the mark of one comparison. */
export function said(reading: Reading, format: Format, name: string): Said {
  const { language, range } = format;
  const { signed } = writes(reading.metric, format);
  const { range: ends, leaning } = reading;
  if (ends === undefined) {
    const counts = reading.counts && WORDS.people[language](format.list(reading.counts.map(format.count)));
    const change = WORDS.cantTell[language];
    return {
      name,
      change,
      leaning: '',
      detail: counts ?? '',
      title: [`${name}: ${change}`, counts].filter(Boolean).join('. '),
    };
  }
  const written = range(signed(ends.lower), signed(ends.upper));
  const change = signed(reading.estimate);
  const word = leaning ? WORDS[leaning][language] : '';
  const detail = leaning
    ? WORDS.likely[language](written)
    : WORDS.butCantTell[language](format.span(signed(ends.lower), signed(ends.upper)));
  const about = SENTENCES.about[language](changeOf(reading.estimate, reading.metric, format));
  return { name, change, leaning: word, detail, title: `${name}: ${about}, ${detail}` };
}

/** The axis above the rows: its ticks as changes are written, with words at zero. */
export function axis(format: Format, signed: Format['lift']): Html {
  const labels = AXIS.ticks.map((tick) =>
    tick === 0
      ? html`<text class="zero" x="${at(ZERO)}" y="14">${WORDS.noChange[format.language]}</text>`
      : html`<text x="${at(place(tick))}" y="14">${signed(tick)}</text>`,
  );
  return html`<svg class="axis" width="100%" height="20" aria-hidden="true">${labels}</svg>`;
}

/**
 * One row of the interval chart as SVG: a dot where the best guess is, a line over the likely range; filled and
 * coloured where the range leaves zero out, hollow and grey where it does not, an arrow where it goes on beyond the
 * axis, and a dotted line where nothing can be told. Its x are percentages: it fills any width without scaling.
 */
export function intervalMark(told: Told, title: string): Html {
  const mark = told.range === undefined ? nothing() : range(told, told.range);
  return html`<svg class="mark ${told.leaning ?? 'open'}" width="100%" height="100%" role="img">
    <title>${title}</title>${grid()}${mark}</svg>`;
}

function grid(): Html[] {
  return AXIS.ticks.map((tick) => {
    const x = at(place(tick));
    return html`<line class="${tick === 0 ? 'zero' : 'grid'}" x1="${x}" x2="${x}" y1="0" y2="100%"/>`;
  });
}

function nothing(): Html {
  return html`<line class="none" x1="${at(place(AXIS.from))}" x2="${at(place(AXIS.to))}" y1="50%" y2="50%"/>`;
}

function range({ estimate, leaning }: Told, { lower, upper }: { lower: number; upper: number }): (Html | false)[] {
  const ends: [number, number] = [lower < AXIS.from ? 1 : place(lower), upper > AXIS.to ? 99 : place(upper)];
  const [from, to] = apart(ends, leaning !== undefined && (lower > 0 ? 1 : -1));
  const [dot, radius] = dotAt(place(estimate), leaning);
  return [
    html`<line class="line" x1="${at(from)}" x2="${at(to)}" y1="50%" y2="50%"/>`,
    lower < AXIS.from ? arrow(from, -1) : isOn(lower) && cap(from),
    upper > AXIS.to ? arrow(to, 1) : isOn(upper) && cap(to),
    isOn(estimate) && html`<circle class="dot" cx="${at(dot)}" cy="50%" r="${radius}"/>`,
  ];
}

const isOn = (change: number) => change >= AXIS.from && change <= AXIS.to;

/** The ends of a range, kept off the zero line where the range is: 1 right of it, -1 left. */
function apart([from, to]: [number, number], side: 1 | -1 | false): [number, number] {
  if (side === 1) return [Math.max(from, ZERO + CLEAR), Math.max(to, ZERO + CLEAR)];
  if (side === -1) return [Math.min(from, ZERO - CLEAR), Math.min(to, ZERO - CLEAR)];
  return [from, to];
}

function dotAt(x: number, leaning: Leaning): [number, number] {
  if (leaning === undefined || Math.abs(x - ZERO) >= SMALL) return [x, 6];
  const side = x >= ZERO ? 1 : -1;
  return [ZERO + side * Math.max(Math.abs(x - ZERO), CLEAR + 1), 3];
}

/** Moves what is drawn in pixels to a place given in percent. */
function placed(x: number, drawing: Html): Html {
  return html`<svg x="${at(x)}" y="50%" overflow="visible">${drawing}</svg>`;
}

function cap(x: number): Html {
  return placed(x, html`<line class="line" x1="0" x2="0" y1="-6" y2="6"/>`);
}

function arrow(x: number, side: 1 | -1): Html {
  return placed(x, html`<path class="arrow" d="M${-7 * side} -6 L0 0 L${-7 * side} 6"/>`);
}
