/** The founder's week: one column on a phone, two on a desk; what asks for a decision lies across both. */
export const DIGEST = `
.week > header { margin: 8px 0 16px; }
.week > header p { display: flex; justify-content: space-between; gap: 16px; color: var(--ink2); }
.week > header p { font-size: 14px; line-height: 20px; }
.week > header p + h1 { margin: 4px 0; }
.week .parts { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
.week h2 { font-size: 14px; line-height: 20px; font-weight: 600; color: var(--ink2); }
.week .said { margin-top: 8px; font-size: 18px; line-height: 26px; font-weight: 600; }
.week .said + .said { margin-top: 4px; }
.week .note { margin-top: 12px; color: var(--ink2); font-size: 14px; line-height: 20px; }
.week .note + .note { margin-top: 4px; }
.week .big { margin-top: 8px; font-size: 28px; line-height: 34px; font-weight: 700; }
.week .big span { display: block; color: var(--ink2); font-size: 14px; line-height: 20px; font-weight: 400; }
.week .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }

.week .ask-card { background: var(--ask); border-color: var(--ask-line); }
.week .ask-card h2 { color: var(--ask-ink); }
.week .ask-card .said { font-size: 20px; line-height: 28px; font-weight: 700; }
.week .ask-card p + p { margin-top: 4px; }
.week .ask-card code { display: block; margin-top: 12px; padding: 8px 12px; border-radius: 8px; background: var(--surface); }
.week .button { display: block; margin-top: 16px; padding: 12px 24px; border-radius: 8px; text-align: center; }
.week .button { background: var(--ink); color: var(--bg); font-weight: 600; text-decoration: none; }

.usual { margin-top: 12px; }
.usual svg { display: block; overflow: visible; }
.usual .all { fill: var(--sunk); }
.usual .band { fill: var(--soft); stroke: var(--better); stroke-opacity: .4; }
.usual .then { stroke: var(--ink3); stroke-width: 2; }
.usual circle { fill: var(--ink); }
.usual text { fill: var(--ink2); font-size: 12px; text-anchor: middle; }

.falls li { margin-top: 12px; }
.falls p { display: flex; justify-content: space-between; gap: 16px; font-size: 14px; line-height: 20px; }
.falls p span:first-child { color: var(--ink2); }
.falls .total p span { color: var(--ink); font-weight: 600; }
.falls p span:last-child { flex: none; font-weight: 600; }
.falls svg { display: block; margin-top: 4px; overflow: visible; }
.falls .up rect { fill: var(--worse); }
.falls .down rect { fill: var(--better); }
.falls .total rect { fill: var(--ink); }
.falls .up p span:last-child { color: var(--worse); }
.falls .down p span:last-child { color: var(--better); }
.falls .ordinary rect { fill: var(--surface); stroke: var(--open); stroke-width: 1.5; }
.falls .ordinary p span:last-child { color: var(--ink2); }

.week .road ol { margin-top: 16px; }
.week .road ol > li { min-height: 66px; }
.week .road ol > li:last-child { min-height: 0; }
.week .road .slow { background: var(--ask); border-color: var(--ask-line); color: var(--ask-ink); }
.week .road .slow strong { color: var(--ask-ink); }
.week .trials li { margin-top: 12px; }
.week .trials li + li { padding-top: 12px; border-top: 1px solid var(--line); }
.week .trials .chip { margin-bottom: 8px; }
.week ol.ideas { margin-top: 8px; padding-left: 20px; list-style: decimal; }
.week ol.ideas li { margin-top: 8px; }
.week .mind { background: var(--sunk); }

@media (max-width: 699px) {
  .when span + span:has(a) { display: block; }
  .when span + span:has(a)::before { content: none; }
  .when a, .week > header a { display: inline-block; padding: 12px 0; }
  .week > header p { align-items: baseline; }
}

@media (min-width: 900px) {
  .week .parts { grid-template-columns: 1fr 1fr; }
  .week .across { grid-column: 1 / -1; }
  .week .ask-card .button { width: fit-content; }
}
`;
