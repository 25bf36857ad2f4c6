/** The road: upright on a phone, on its side where five stages fit beside each other; longer ones in two columns. */
export const ROAD = `
.road .labels { display: none; }
.road li { list-style: none; }
.road ol > li { position: relative; display: grid; grid-template-columns: 36px minmax(0, 1fr) auto; min-height: 72px; }
.road h3 { grid-area: 1 / 2; font-size: 16px; line-height: 24px; }
.road .count { grid-area: 1 / 3; padding-left: 12px; font-size: 20px; line-height: 24px; font-weight: 700; }
.stretch { grid-area: 1 / 1; }
.stretch i { position: absolute; left: 0; top: 3px; width: 18px; height: 18px; }
.stretch i { border-radius: 50%; background: var(--ink); }
.stretch i::after { content: ""; position: absolute; inset: 6px; border-radius: 50%; background: var(--surface); }
.stretch::before { content: ""; position: absolute; left: 3px; top: 12px; bottom: -12px; width: 12px; }
.stretch::before { background: repeating-linear-gradient(var(--surface) 0 6px, transparent 6px 12px) center / 2px 100%
  no-repeat, var(--road); }
.road ol > li:last-child .stretch::before { display: none; }
.pill { position: absolute; left: -4px; bottom: 8px; padding: 1px 10px; white-space: nowrap; }
.pill { background: var(--surface); border: 1px solid var(--line); border-radius: 999px; }
.pill { color: var(--ink2); font-size: 14px; line-height: 20px; }
.pill strong { color: var(--ink); }
.points { grid-area: 2 / 2 / 3 / 4; padding-bottom: 40px; color: var(--ink2); font-size: 14px; line-height: 20px; }
.points .none { visibility: hidden; }
.points li + li { margin-top: 4px; }
.road ol > li:last-child { min-height: 0; }
.road ol > li:last-child .points { padding-bottom: 0; }
.road ol > li:last-child .none { display: none; }

@media (min-width: 900px) {
  .road.long ol { columns: 2; column-gap: 48px; }
  .road.long ol > li { break-inside: avoid; }

  .road.short { display: grid; grid-template: auto auto auto auto / 104px; grid-auto-columns: minmax(0, 1fr); }
  .road.short { grid-auto-flow: column; }
  .road.short ol { display: contents; }
  .road.short .labels, .road.short ol > li { display: grid; grid-row: span 4; min-height: 0; }
  .road.short .labels, .road.short ol > li { grid-template: subgrid / minmax(0, 1fr); }
  .road.short .labels > *, .road.short ol > li > * { grid-area: auto; }
  .road.short .labels { color: var(--ink2); font-size: 13px; line-height: 18px; }
  .road.short .labels > * { padding-right: 12px; }
  .road.short h3 { padding-right: 12px; align-self: end; }
  .road.short .stretch { position: relative; height: 28px; margin: 8px 0 12px; }
  .road.short .stretch i { top: 5px; }
  .road.short ol > li .stretch::before { display: block; inset: 8px 0; width: auto; }
  .road.short ol > li .stretch::before { background: repeating-linear-gradient(90deg, transparent 0 12px,
    var(--surface) 12px 24px) 0 5px / 100% 2px no-repeat, var(--road); }
  .road.short ol > li:first-child .stretch::before { left: -6px; border-radius: 999px 0 0 999px; }
  .road.short ol > li:last-child .stretch::before { border-radius: 0 999px 999px 0; }
  .road.short .pill { left: calc(50% + 9px); top: 2px; bottom: auto; transform: translateX(-50%); }
  .road.short .count { padding: 0 12px 16px 0; font-size: 28px; line-height: 34px; }
  .road.short .points, .road.short .labels > :nth-child(4) { border-top: 1px solid var(--line); }
  .road.short .points, .road.short .labels > :nth-child(4) { padding: 16px 12px 0 0; }
  .road.short .points .none { display: block; visibility: visible; }
}
`;
