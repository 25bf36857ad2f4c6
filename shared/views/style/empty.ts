/** The pages before there is anything to show. */
export const EMPTY = `
.narrow { display: grid; gap: 12px; max-width: 720px; margin: 8px auto 0; }
.narrow > * { min-width: 0; }
.narrow .quiet + h1 { margin-top: -8px; }
.intro { font-size: 18px; line-height: 26px; }
.code { padding: 16px; background: var(--sunk); border: 1px solid var(--line); border-radius: 12px; }
.code pre, .command { white-space: pre-wrap; }
.code pre { word-break: break-all; }
.command { padding: 8px 12px; background: var(--sunk); border-radius: 8px; }
mark { background: var(--soft); color: var(--better); border-radius: 3px; }
.button { display: none; width: 100%; min-height: 44px; margin-top: 12px; cursor: pointer; }
.button { border: 0; border-radius: 8px; }
.button { background: var(--ink); color: var(--bg); font: inherit; font-weight: 600; }
.live .button { display: block; }
.listening { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: baseline; margin: 4px 0; color: var(--ink2); }
.listening strong { color: var(--ink); font-size: 18px; }
.listening i { width: 12px; height: 12px; margin: 0 4px; border-radius: 50%; background: var(--better); }
.listening i { box-shadow: 0 0 0 4px var(--soft); }
.small { display: grid; gap: 12px; }
.small > * { min-width: 0; }
.small h2 { font-size: 16px; line-height: 24px; }
.small p { color: var(--ink2); font-size: 14px; line-height: 20px; }
.marks > div { display: flex; justify-content: space-between; gap: 12px; padding: 10px 0; }
.marks > div { font-size: 14px; line-height: 20px; }
.marks > div + div { border-top: 1px solid var(--line); }
.marks dd { text-align: right; }
.marks dd > span, .marks small { display: block; }
.marks small { color: var(--ink3); font-size: 13px; }
`;
