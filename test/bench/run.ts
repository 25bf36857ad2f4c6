import { parseArgs } from 'node:util';

/** One figure of a benchmark: what was measured, what it came to, and the goal it stands beside. */
export interface Figure {
  what: string;
  figure: string;
  goal?: string;
}

/** Every benchmark, loaded only when it runs. None of them can fail `npm test`. */
const BENCHES: Record<string, () => Promise<{ bench: () => Promise<Figure[]> }>> = {
  assignment: () => import('./assignment.ts'),
  paint: () => import('./paint.ts'),
  memory: () => import('./memory.ts'),
  kills: () => import('./kills.ts'),
  ingestion: () => import('./ingestion.ts'),
  fold: () => import('./fold.ts'),
  money: () => import('./money.ts'),
  analyze: () => import('./analyze.ts'),
  calibration: () => import('./calibration.ts'),
  'calibration-money': () => import('./calibration.money.ts'),
};

const options = { json: { type: 'boolean' }, runs: { type: 'string' } } as const;
const { values, positionals } = parseArgs({ options, allowPositionals: true });
if (values.runs !== undefined) process.env.TRAMO_RUNS = values.runs;
const unknown = positionals.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}. Expected ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
const rows: (Figure & { bench: string })[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES)) {
  const { bench } = await BENCHES[name]!();
  for (const figure of await bench()) rows.push({ bench: name, ...figure });
}
if (values.json) console.log(JSON.stringify(rows, null, 2));
else console.table(rows);
