import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLedger } from '../../functions/ledger.ts';
import { startStack } from '../local.ts';
import { tramo } from '../terminal.ts';

const stack = await startStack();
const cwd = mkdtempSync(join(tmpdir(), 'tramo-export-'));
const env = { TRAMO_URL: stack.url, TRAMO_KEY: stack.adminKey };

async function journeyOf(key: string, over: object = {}): Promise<string> {
  const stages = [
    { key: 'awareness', enters: 'a' },
    { key: 'purchase', enters: 'b', acquires: true },
  ];
  const sources = [
    { channel: 'meta', when: { utm_source: 'x' } },
    { channel: 'search', when: { gclid: { exists: true } } },
  ];
  const body = { key, currency: 'EUR', locale: 'es-ES', timezone: 'Europe/Madrid', stages, sources, ...over };
  await stack.ask('PUT', `/v1/journeys/${key}`, { body });
  return key;
}
const PLACE = ['--stage', 'awareness', '--channel', 'search'];
const bring = (journey: string, bytes: string | Buffer, more: string[] = []) => {
  writeFileSync(join(cwd, 'export.csv'), bytes);
  return tramo(['import-costs', 'export.csv', '--journey', journey, ...PLACE, ...more], { cwd, env });
};
const days = async (journey: string) =>
  (await readLedger(stack.dependencies.store.registry, journey))
    .map(({ from, to, cost }) => [from, to, cost] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));

const GOOGLE = `Campaign report
"October 5, 2026 - October 6, 2026"
Campaign,Day,Campaign status,Currency code,Cost,Impr.
"Brand, exact",2026-10-05,Enabled,EUR,"1,234.56","46,803"
"Brand, exact",2026-10-06,Enabled,EUR,20.00,100
Total: Campaigns, --, --,EUR,"1,254.56","46,903"
`;

describe('tramo import-costs --from google', () => {
  test('reads an export as it comes, and its correction in place of it', async () => {
    const journey = await journeyOf('google');
    const { code, out, err } = await bring(journey, GOOGLE, ['--from', 'google']);
    expect([code, out, err]).toEqual([0, 'Read 6 lines in 1 s.\n  2  stored\n', '']);
    const both = [
      ['2026-10-05', '2026-10-05', 1234.56],
      ['2026-10-06', '2026-10-06', 20],
    ];
    expect(await days(journey)).toEqual(both);
    await bring(journey, GOOGLE.replace(',20.00,', ',25.00,'), ['--from', 'google']);
    expect(await days(journey)).toEqual([both[0], ['2026-10-06', '2026-10-06', 25]]);
  });

  test('reads the one for Excel too, in UTF-16 with tabs and in Spanish', async () => {
    const journey = await journeyOf('google-es');
    const lines = [
      'Informe de campañas',
      '1 de octubre de 2026 - 31 de octubre de 2026',
      'Campaña\tCódigo de moneda\tCoste',
      'Marca\tEUR\t1.234,56',
      'Genérica\tEUR\t850',
      'Total: Cuenta\tEUR\t2.084,56',
    ];
    const bytes = Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`, 'utf16le');
    expect(await bring(journey, bytes, ['--from', 'google'])).toMatchObject({ code: 0, err: '' });
    expect(
      (await days(journey))
        .map(([from, to, cost]) => [from, to, cost])
        .toSorted(([, , a], [, , b]) => Number(a) - Number(b)),
    ).toEqual([
      ['2026-10-01', '2026-10-31', 850],
      ['2026-10-01', '2026-10-31', 1234.56],
    ]);
  });
});

const META = `"Inicio del informe","Fin del informe","Nombre de la campaña","Importe gastado (USD)",Resultados
2026-10-05,2026-10-05,,"37,50",9
2026-10-05,2026-10-05,Otoño,"25,50",5
2026-10-05,2026-10-05,=cmd(),"12,00",4
2026-10-06,2026-10-06,Otoño,"1.000",5
`;

describe('tramo import-costs --from meta', () => {
  test('reads an export as it comes; bad lines by number, the summary passed over', async () => {
    const journey = await journeyOf('meta');
    const { code, out, err } = await bring(journey, META, ['--from', 'meta', '--rate', '0.5']);
    expect([code, out]).toEqual([1, expect.stringContaining('  2  stored\n  1  left out: line 4\n')]);
    expect(err).toContain('a formula: =cmd()');
    expect(await days(journey)).toEqual([
      ['2026-10-05', '2026-10-05', 12.75],
      ['2026-10-06', '2026-10-06', 500],
    ]);
  });

  test('in another currency than the journey needs a rate', async () => {
    const { code, err } = await bring(await journeyOf('meta-usd'), META, ['--from', 'meta']);
    expect([code, err]).toEqual([1, expect.stringContaining('rate: another currency without a rate: USD')]);
  });
});

test.each<[string, string, string[], string]>([
  ['a service there is not', GOOGLE, ['--from', 'tiktok'], '--from tiktok is no service. Expected google or meta.'],
  ['no day', 'Campaign,Cost\nBrand,1.00\n', ['--from', 'google'], 'Expected a column Day: segment the report by day.'],
  ['no costs', 'Campaign,Day\nBrand,2026-10-05\n', ['--from', 'google'], "Expected the names of an export's columns"],
  ['a stage there is not', GOOGLE, ['--from', 'google', '--stage', 'awarenes'], 'of refused. Nearest: awareness.'],
  ['a place without an export', GOOGLE, [], '--stage stands without --from'],
])('%s is refused', async (_, text, more, sentence) => {
  const { code, out, err } = await bring(await journeyOf('refused'), text, more);
  expect([code, out, err]).toEqual([2, '', expect.stringContaining(sentence)]);
});
