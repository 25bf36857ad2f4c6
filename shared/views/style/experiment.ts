/** An experiment: its answer, the interval chart with the costs beside it where there is room, its health. */
export const EXPERIMENT = `
article.card { padding: 0; margin-bottom: 24px; container-type: inline-size; }
article > * { margin: 0 24px; }
article > header { display: flex; justify-content: space-between; align-items: flex-start; gap: 12px; }
article > header { padding-top: 20px; }
article > header > div { min-width: 0; }
article h3 { font-size: 20px; line-height: 28px; }
.where { color: var(--ink2); font-size: 14px; line-height: 20px; }
.chip { display: inline-flex; gap: 6px; align-items: center; flex: none; padding: 3px 10px; border-radius: 999px; }
.chip { background: var(--sunk); font-size: 13px; line-height: 18px; font-weight: 600; }
.chip svg { fill: currentColor; }
.chip.ask { background: var(--ask); color: var(--ask-ink); box-shadow: inset 0 0 0 1px var(--ask-line); }
.chip.ask path { fill: none; stroke: var(--ask); stroke-width: 1.8; }
.answer { max-width: 960px; padding: 12px 0 24px; font-size: 24px; line-height: 33px; font-weight: 600; }
.answer b { font-weight: inherit; }
.answer span { color: var(--ink2); font-weight: 400; }
.answer:has(+ .why) { padding-bottom: 8px; }
.why { padding-bottom: 24px; color: var(--ink2); font-size: 14px; line-height: 20px; }
.why li { padding-left: 16px; text-indent: -16px; }
.why li::before { content: "·"; display: inline-block; width: 16px; text-indent: 0; }
article > .do { padding-bottom: 24px; }
article > .next { margin: 0; padding: 16px 24px; border-top: 1px solid var(--line); font-size: 14px; line-height: 28px; }
article > .next { color: var(--ink2); }
.next code { padding: 4px 8px; background: var(--sunk); border-radius: 8px; color: var(--ink); }
.next code span { display: inline-block; max-width: 100%; line-height: 20px; }
.next code { -webkit-box-decoration-break: clone; box-decoration-break: clone; }
article > details { padding-bottom: 8px; }
article > footer { display: flex; gap: 10px; margin: 0; padding: 16px 24px; border-top: 1px solid var(--line); }
article > footer { color: var(--ink2); font-size: 14px; line-height: 20px; }
article > footer svg { flex: none; margin-top: 3px; }
article > footer strong { color: var(--ink); }
.broken strong { color: var(--worse); }
footer li { margin-top: 4px; padding-left: 16px; text-indent: -16px; }
footer li::before { content: "·"; display: inline-block; width: 16px; text-indent: 0; }
.ring { fill: none; stroke: var(--open); stroke-width: 1.5; }
.point { stroke: var(--ink); stroke-width: 1.5; }
.rails h4, .worth h4 { margin: 0 0 4px; font-size: 14px; line-height: 20px; }
.worth li { padding: 4px 0; color: var(--ink2); font-size: 14px; line-height: 20px; }
.worth strong { color: var(--ink); font-weight: 600; }
.rails li { display: flex; gap: 10px; padding: 4px 0; color: var(--ink2); font-size: 14px; line-height: 20px; }
.rails svg { flex: none; margin-top: 3px; }
.rails strong { color: var(--ink); font-weight: 600; }
.rails .worse strong { color: var(--worse); }
.tick { fill: none; stroke: var(--ink); stroke-width: 2; }
.alarm { fill: var(--worse); }
.sign { stroke: var(--surface); stroke-width: 1.5; }
.numbers { display: grid; gap: 24px; padding-bottom: 16px; }
.numbers > * { min-width: 0; }

figcaption strong { display: block; font-size: 14px; line-height: 20px; }
figcaption span { display: block; color: var(--ink3); font-size: 13px; line-height: 18px; }
.group { padding-top: 12px; color: var(--ink2); font-size: 13px; line-height: 18px; font-weight: 600; }
.row { display: grid; grid-template-columns: minmax(116px, 1fr) minmax(0, auto); column-gap: 12px; }
.row p { font-size: 13px; line-height: 18px; }
.row p > * { display: block; }
.row strong { font-size: 14px; line-height: 20px; }
.row em { font-style: normal; font-weight: 400; }
.row .what { grid-area: 1 / 1; padding-top: 8px; }
.row .change { grid-area: 1 / 2; padding-top: 8px; text-align: right; }
.what > span, .change > span { color: var(--ink2); }
.row svg, .foot p { grid-column: 1 / -1; }
.head > span, .foot > span { display: none; }
.head { padding-top: 12px; }
.foot p { display: grid; grid-template-columns: 34.67% 1fr; }
.row.foot span { font-size: 12px; line-height: 16px; color: var(--ink3); padding: 4px 8px 0 8px; }
.foot p :first-child { text-align: right; padding-left: 0; }

.axis { display: block; overflow: visible; font-size: 12px; fill: var(--ink2); text-anchor: middle; }
.axis .zero { font-weight: 600; fill: var(--ink); }
.mark { display: block; height: 32px; overflow: visible; stroke: currentColor; stroke-width: 2; }
.mark.open { color: var(--open); }
.mark .grid { stroke: var(--grid); stroke-width: 1; }
.mark .zero { stroke: var(--ink2); }
.mark .none { stroke: var(--ink2); stroke-width: 1.5; stroke-dasharray: 3 4; }
.mark .dot { fill: currentColor; }
.mark.open .dot { fill: var(--surface); }
.mark .arrow { fill: none; }

.told { padding-top: 8px; font-size: 14px; line-height: 20px; font-weight: 600; }
.told.open { color: var(--ink); }
.curve { display: block; margin: 8px 0; font-size: 12px; fill: var(--ink2); overflow: visible; }
.curve .end { text-anchor: end; }
.curve > .grid { stroke: var(--grid); }
.curve > .zero { stroke: var(--ink2); }
.curve .band { fill: currentColor; opacity: .14; }
.curve .line { fill: none; stroke: currentColor; stroke-width: 2; vector-effect: non-scaling-stroke; }
.curve g.open, .curve g.base { color: var(--open); }
.curve g.open .line { stroke: var(--ink); }
.curve .base .line { stroke-dasharray: 5 3; }
.curve text.better { fill: var(--better); }
.curve text.worse { fill: var(--worse); }
.curve text.open { fill: var(--ink); }

.scroll { overflow-x: auto; }
.plain th, .plain td { padding: 6px 16px 6px 0; text-align: left; vertical-align: top; }
.plain th, .plain td { border-top: 1px solid var(--line); }
.plain th, .plain td { font-size: 13px; line-height: 18px; font-weight: 400; overflow-wrap: break-word; }
.plain thead th { border: 0; color: var(--ink2); }

.cost { align-self: start; }
.cost table { table-layout: fixed; }
.cost thead th:first-child:nth-last-child(3) { width: 28%; }
.cost th, .cost td { padding: 8px 0 8px 8px; vertical-align: top; text-align: right; }
.cost th, .cost td { font-size: 14px; line-height: 20px; }
.cost tr > :first-child { text-align: left; padding-left: 0; }
.cost th { font-weight: 400; }
.cost thead th { color: var(--ink2); font-size: 13px; line-height: 18px; }
.cost tbody tr { border-top: 1px solid var(--line); }
.cost td > span { display: block; color: var(--ink3); font-size: 12px; line-height: 16px; }
.cost td > span span { white-space: nowrap; }
.cost .difference th { font-weight: 600; }
.cost .difference .open { font-weight: 400; }
.cost .quiet { font-size: 13px; line-height: 18px; padding-top: 8px; border-top: 1px solid var(--line); }

@container (min-width: 560px) {
  .row { grid-template-columns: 148px minmax(0, 1fr) 204px; grid-auto-rows: minmax(54px, auto); column-gap: 0; }
  .row.head, .row.foot { grid-auto-rows: auto; }
  .row svg, .foot p, .row .what, .row .change { grid-area: auto; }
  .head > span, .foot > span { display: block; }
  .row .what { padding: 8px 4px 8px 0; }
  .row .change { padding: 8px 0 8px 12px; text-align: left; }
  .mark { height: 0; min-height: 100%; }
  .cost td > span { font-size: 13px; line-height: 18px; }
}
@container (min-width: 1000px) {
  .numbers { grid-template-columns: minmax(0, 1fr) 400px; column-gap: 60px; }
}
@media (max-width: 699px) {
  article > * { margin: 0 16px; }
  .numbers { gap: 12px; }
  article > header { flex-direction: column-reverse; gap: 8px; padding-top: 16px; }
  article > footer, article > .next { padding: 16px; }
  .why { padding-bottom: 16px; }
  .answer { padding-bottom: 16px; font-size: 20px; line-height: 28px; }
}
`;
