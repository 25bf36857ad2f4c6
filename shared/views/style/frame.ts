const LIGHT = `
  --bg: #f7f7f4; --surface: #ffffff; --sunk: #f0f0ec; --line: #deded8; --grid: #ecece7; --road: #e2e5ea;
  --hatch: #e9e9e3; --ink: #1a1d21; --ink2: #4a5058; --ink3: #666c75;
  --better: #1d5fbf; --soft: #dfeafa; --worse: #b04a00; --open: #6b717a;
  --ask: #fff2cc; --ask-ink: #6a4700; --ask-line: #e6c566;`;

const DARK = `
  --bg: #0f1215; --surface: #171b20; --sunk: #1e2329; --line: #2d333b; --grid: #242a31; --road: #2a3038;
  --hatch: #1b2026; --ink: #eceef1; --ink2: #b6bdc7; --ink3: #929ba7;
  --better: #7fb2ff; --soft: #1a2c47; --worse: #ffa667; --open: #98a1ad;
  --ask: #3a2e0e; --ask-ink: #ffd97a; --ask-line: #6e5717;`;

export const SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace';

/** The colours of every page, in light and dark. */
export const THEME = `:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }`;

/** What every page has: colours in light and dark, letters, the strip of simulated data, the top, cards. */
export const FRAME = `
${THEME}

* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { background: var(--bg); color: var(--ink); font: 16px/24px ${SANS}; font-variant-numeric: tabular-nums; }
body { overflow-wrap: anywhere; }
body, h1, h2, h3, p, ul, ol, dl, dd, figure, pre { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: 28px; line-height: 34px; }
h2 { font-size: 20px; line-height: 28px; }
h2 small { font-size: 14px; font-weight: 400; color: var(--ink3); }
code, pre { font: 14px/20px ${MONO}; }
table { border-collapse: collapse; width: 100%; }
a { color: var(--better); text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--better); outline-offset: 2px; }
.better { color: var(--better); }
.worse { color: var(--worse); }
.quiet { color: var(--ink2); font-size: 14px; line-height: 20px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.simulated p, .top, main { max-width: 1248px; margin: 0 auto; padding: 0 24px; }
.simulated { color: var(--ink2); font-size: 14px; line-height: 20px; border-bottom: 1px solid var(--line); }
.simulated { background: repeating-linear-gradient(135deg, var(--bg) 0 8px, var(--hatch) 8px 16px); }
.simulated { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.simulated p { display: flex; gap: 12px; align-items: baseline; padding-top: 8px; padding-bottom: 8px; }
.simulated strong { font: 600 12px/16px ${MONO}; letter-spacing: .08em; white-space: nowrap; color: var(--ink); }
.simulated strong { padding: 1px 6px; background: var(--surface); border: 1px dashed var(--ink); border-radius: 3px; }
.simulated span { background: var(--bg); padding: 0 4px; border-radius: 3px; }

.top { display: flex; justify-content: space-between; align-items: center; padding-top: 8px; padding-bottom: 8px; }
.brand { display: flex; gap: 10px; align-items: center; font-size: 18px; font-weight: 600; }
.logo { fill: var(--ink); }
.logo path { fill: var(--bg); }
.logo .dash { fill: none; stroke: var(--ink); stroke-width: 2; stroke-dasharray: 3.2 2.6; }
nav { font-size: 14px; color: var(--ink3); }
nav a, nav b { display: inline-block; padding: 10px 4px; }
nav b { color: var(--ink); }
main { padding-bottom: 36px; }

.card { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 24px; }
.journey + .journey { margin-top: 36px; }
.journey > header { display: flex; justify-content: space-between; align-items: flex-end; gap: 24px; }
.journey > header { margin: 8px 0 16px; }
.journey > header > div { min-width: 0; }
h1 + p { margin-top: 4px; }
.journey > header p { color: var(--ink2); font-size: 14px; line-height: 20px; }
.journey > h2 { margin: 36px 0 8px; }
.when { text-align: right; flex: none; }
.when span { display: block; }
.diamond { margin-right: 6px; vertical-align: -2px; fill: none; stroke: currentColor; stroke-width: 1.5; }
.do { color: var(--ink2); font-size: 14px; line-height: 20px; }
.do code { display: inline-block; margin-top: 4px; padding: 8px 12px; background: var(--sunk); border-radius: 8px; }
.do code { color: var(--ink); }
summary { width: fit-content; padding: 8px 0; cursor: pointer; }
summary { color: var(--better); font-size: 13px; line-height: 18px; }
.ranges { margin-top: 24px; color: var(--ink2); font-size: 14px; line-height: 20px; }

@media (max-width: 699px) {
  h1 { font-size: 26px; line-height: 32px; }
  .simulated p, .top, main { padding-left: 16px; padding-right: 16px; }
  nav a, nav b { padding: 10px 12px; }
  nav { margin-right: -12px; }
  .card { padding: 16px; }
  .journey > header { display: block; }
  .when { text-align: left; }
  .when span { display: inline; }
  .when span + span::before { content: "· "; }
  summary { padding: 13px 0; }
  .ranges a { display: inline-block; padding: 12px 0; }
}
`;
