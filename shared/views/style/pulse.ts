import { SANS, THEME } from './frame.ts';

/** The page that asks for a feeling: sent with each of them, so it has what they need and no more. */
export const PULSE = `
${THEME}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 16px/24px ${SANS}; }
body { min-height: 100vh; min-height: 100svh; display: flex; flex-direction: column; overflow-wrap: anywhere; }
main { flex: 1; width: 100%; max-width: 512px; margin: 0 auto; padding: clamp(32px, 14vh, 144px) 16px 24px; }
main { text-align: center; }
h1, p, form, fieldset, legend { margin: 0; padding: 0; border: 0; }
fieldset { min-width: 0; }
legend { width: 100%; }
h1 { font-size: 28px; line-height: 34px; }
.place { display: block; margin-bottom: 4px; font-size: 16px; line-height: 24px; font-weight: 400; color: var(--ink2); }
.quiet { text-wrap: balance; margin-top: 16px; color: var(--ink2); font-size: 14px; line-height: 20px; }
.faces { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 8px; margin-top: 24px; }
button { font: inherit; color: inherit; cursor: pointer; border-radius: 8px; touch-action: manipulation; }
.faces button { min-height: 104px; padding: 12px 0 8px; background: var(--surface); border: 1px solid var(--line); }
.faces button { font-size: 14px; line-height: 18px; }
.faces button { display: flex; flex-direction: column; align-items: center; gap: 8px; border-radius: 12px; }
.faces button:hover { border-color: var(--better); background: var(--soft); }
.faces button:active { background: var(--sunk); }
:focus-visible { outline: 3px solid var(--better); outline-offset: 2px; }
svg { width: 48px; height: 48px; max-width: 80%; fill: none; stroke: currentColor; stroke-width: 2.5; }
svg { stroke-linecap: round; }
label { display: block; margin: 24px 0 8px; text-align: left; font-weight: 600; }
textarea { width: 100%; min-height: 96px; padding: 12px; font: inherit; color: var(--ink); background: var(--surface); }
textarea { display: block; border: 1px solid var(--open); border-radius: 8px; }
.hint { margin-top: 4px; text-align: left; color: var(--ink2); font-size: 14px; line-height: 20px; }
.send { width: 100%; min-height: 48px; margin-top: 16px; border: 1px solid var(--ink); font-weight: 600; }
.send { background: var(--ink); color: var(--bg); }
nav { padding: 8px 16px 24px; text-align: center; font-size: 14px; color: var(--ink3); }
nav a, nav b { display: inline-block; min-width: 44px; padding: 12px 8px; }
nav a { color: var(--better); text-underline-offset: 3px; }
nav b { color: var(--ink); }
/* A word a line, so that labels of two words look alike beside each other. */
@media (max-width: 511px) { .faces button { word-spacing: 100vw; } }
@media (max-width: 359px) { .faces { gap: 4px; } .faces button { font-size: 12px; line-height: 16px; } }
`;
