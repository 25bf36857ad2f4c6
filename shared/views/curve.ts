import { milliseconds } from '../define/span.ts';
import type { Duration } from '../measure/result.ts';
import { type Html, html } from './html.ts';
import { type Leaning, type View, versionOf } from './reading.ts';
import { cut } from './terminal.ts';
import { timeOf } from './time.ts';

type Cell = Duration['cells'][number];
interface Point {
  time: number;
  /** That got there, with its range: 0 to 1. */
  share: number;
  from: number;
  to: number;
}

/** Heights of the chart and of the part above its axis, and how far labels stand apart, in pixels. */
const SIZE = { height: 164, plot: 136, label: 16 };
/** Where the curves begin and end, in percent of the width; what is right of them is for labels. */
const SIDE = { from: 11, width: 55 };
const TOPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1];

/** Points that have a range: before there is one nothing is drawn. */
function pointsOf({ curve }: Cell): Point[] {
  return curve.flatMap(({ time, survival, lower, upper }) =>
    lower === null || upper === null ? [] : [{ time, share: 1 - survival, from: 1 - upper, to: 1 - lower }],
  );
}

/** How far a version has come; undefined where nothing can be told. */
export function endOf(cell: Cell): Point | undefined {
  return pointsOf(cell).at(-1);
}

/** The curves of two versions: how many got there by which time, with their likely ranges; undefined before any. */
export function curveMark(
  cells: [Cell, Cell],
  shown: { duration: Duration; view: View; title: string; leaning: Leaning },
): Html | undefined {
  const { duration, view, title, leaning } = shown;
  const drawn = cells.map((cell, place) => ({
    cell,
    points: pointsOf(cell),
    tone: place === 0 ? 'base' : (leaning ?? 'open'),
  }));
  if (drawn.every(({ points }) => points.length === 0)) return undefined;
  const days = milliseconds(duration.window) / 86_400_000;
  const last = Math.max(...drawn.flatMap(({ points }) => points.map(({ share }) => share)));
  const top = TOPS.find((each) => each >= last * 1.2) ?? 1;
  const areas = drawn.map(({ points, tone }) => area(points, { days, top, tone }));
  const { format } = view;
  return html`<svg class="curve" width="100%" height="${SIZE.height}" role="img"><title>${title}</title>
    <line class="grid" x1="${SIDE.from}%" x2="${SIDE.from + SIDE.width}%" y1="0.5" y2="0.5"/>
    <line class="zero" x1="${SIDE.from}%" x2="${SIDE.from + SIDE.width}%" y1="${SIZE.plot}" y2="${SIZE.plot}"/>
    <text class="end" x="${SIDE.from - 1}%" y="12">${format.share(top)}</text>
    <text class="end" x="${SIDE.from - 1}%" y="${SIZE.plot}">${format.share(0)}</text>
    <text x="${SIDE.from}%" y="${SIZE.height - 8}">0</text>
    <text class="end" x="${SIDE.from + SIDE.width}%" y="${SIZE.height - 8}">${timeOf(days, view)}</text>
    <svg x="${SIDE.from}%" width="${SIDE.width}%" height="${SIZE.plot}" viewBox="0 0 100 100" preserveAspectRatio="none">${areas}</svg>
    ${labels(drawn, top, view)}</svg>`;
}

/** A band and a line, in steps; what is above the top is clipped. */
function area(points: Point[], { days, top, tone }: { days: number; top: number; tone: string }): Html {
  if (points.length === 0) return html``;
  const x = (time: number) => round(Math.min(1, time / days) * 100);
  const y = (share: number) => round(100 - (share / top) * 100);
  const steps = (of: (point: Point) => number) =>
    points.flatMap((point, place) => {
      const next = points[place + 1]?.time ?? days;
      return [`${x(point.time)},${y(of(point))}`, `${x(next)},${y(of(point))}`];
    });
  const band = [...steps(({ to }) => to), ...steps(({ from }) => from).toReversed()].join(' ');
  return html`<g class="${tone}"><polygon class="band" points="${band}"/>
    <polyline class="line" points="${steps(({ share }) => share).join(' ')}"/></g>`;
}

const round = (value: number) => Math.round(value * 100) / 100;

/** The last values beside their curves, apart from each other. */
function labels(drawn: { cell: Cell; points: Point[]; tone: string }[], top: number, view: View): Html[] {
  const ends = drawn
    .flatMap(({ cell, points, tone }) => points.slice(-1).map(({ share }) => ({ cell, tone, share })))
    .toSorted((a, b) => b.share - a.share);
  let free = SIZE.label;
  return ends.map(({ cell, tone, share }, place) => {
    const most = SIZE.plot - (ends.length - 1 - place) * SIZE.label;
    const y = Math.min(most, Math.max(free, SIZE.plot * (1 - share / top) + 4));
    free = y + SIZE.label;
    const text = `${view.format.rate(share)} ${cut(versionOf(cell.variant, view), 11)}`;
    return html`<text class="${tone}" x="${SIDE.from + SIDE.width + 1}%" y="${round(y)}">${text}</text>`;
  });
}
