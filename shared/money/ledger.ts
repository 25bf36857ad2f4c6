import * as z from 'zod';
import { canonical, digest } from '../define/canonical.ts';
import type { Journey } from '../define/journey.ts';
import { Key, Name, Unit } from '../define/key.ts';
import { unknown } from '../define/rules/unknown.ts';
import { check, detail } from '../define/sentence.ts';
import type { Detail } from '../errors.ts';
import { LARGEST } from '../measure/event.ts';

/** What money or time was for. The first three are paid costs; labour and tools count in the loaded scope only. */
export const COST_KINDS = ['media', 'incentive', 'commission', 'labour', 'tools'] as const;
export type CostKind = (typeof COST_KINDS)[number];
const PAID: ReadonlySet<CostKind> = new Set(['media', 'incentive', 'commission']);
export const isPaid = (kind: CostKind): boolean => PAID.has(kind);

const Day = z.iso
  .date({ error: 'a day such as 2026-10-05' })
  .refine((day) => day >= '1970-01-01' && day < '3000-01-01', 'a day from 1970 to 2999')
  .meta({ description: "A day in the journey's timezone, such as 2026-10-05." });
const currencies = new Set(Intl.supportedValuesOf('currency'));

/** One entry of the ledger as it is sent. */
export const Cost = z
  .strictObject({
    id: Unit.optional().meta({ description: 'What the entry is known by; without it, its content.' }),
    from: Day,
    to: Day.optional().meta({ description: 'The last day; without it `from`, of a recurring entry no end.' }),
    stage: Key.optional(),
    touchpoint: Key.optional(),
    channel: Name.optional().meta({ description: 'Shared over the entries through this channel only.' }),
    kind: z.enum(COST_KINDS),
    amount: z.number().min(-LARGEST).max(LARGEST).optional(),
    hours: z.number().min(-1e6).max(1e6).optional().meta({ description: "Priced at the journey's hourlyRate." }),
    every: z.enum(['week', 'month']).optional().meta({ description: 'Repeats until `to`, the last one cut.' }),
    currency: z
      .string()
      .refine((code) => currencies.has(code), 'a currency code of ISO 4217, such as EUR')
      .optional(),
    rate: z.number().gt(0).max(1e9).optional().meta({ description: 'Journey currency for one unit of `currency`.' }),
    note: z
      .string()
      .min(1)
      .max(1000)
      .refine((text) => text.isWellFormed(), 'well-formed Unicode')
      .optional(),
  })
  .meta({ title: 'Tramo cost' });
export type Cost = z.infer<typeof Cost>;

/** An entry that was taken: known by an id, at a stage, and priced. */
export const LedgerLine = Cost.extend({
  id: Unit,
  stage: Key,
  cost: z.number().meta({ description: "The amount, or the price of the hours, in the journey's currency." }),
});
export type LedgerLine = z.infer<typeof LedgerLine>;

/** Why something of a list is not taken. */
export type Refusal = { code: 'invalid'; message: string; path: string };
export type Judged<T> = { line: T } | { refusal: Refusal };

/** An entry or a total that is not taken, by its first mistake. */
export function refused(details: Detail[]): { refusal: Refusal } {
  const { message, path } = details[0] ?? detail({ path: [], found: 'nothing', expected: 'an entry' });
  return { refusal: { code: 'invalid', message, path } };
}

/**
 * The door of a journey's ledger for the entries of one file or request, in order: an entry without an id is known by its
 * content and how often that stood before it. Hours and other currencies are priced here, by the journey and the rate of
 * the entry, so that a rate that changes later changes no past cost.
 */
export function ledgerDoor(journey: Journey): (raw: unknown) => Judged<LedgerLine> {
  const before = new Map<string, number>();
  const idOf = (cost: Cost): string => {
    const content = digest(canonical(cost));
    const times = before.get(content) ?? 0;
    before.set(content, times + 1);
    return times === 0 ? `~${content}` : `~${content}.${times}`;
  };
  return (raw) => {
    const checked = check(Cost, raw);
    if ('details' in checked) return refused(checked.details);
    const cost = checked.value;
    const details = contradictions(cost, journey);
    if (details.length > 0) return refused(details);
    const stage = stageOf(cost, journey) ?? '';
    return { line: { ...cost, id: cost.id ?? idOf(cost), stage, cost: priceOf(cost, journey) } };
  };
}

/** An entry as it was sent, under its id: what another door reads to the same line. */
export function sentOf({ cost: _, touchpoint, stage, ...line }: LedgerLine): Cost {
  return { ...line, ...(touchpoint === undefined ? { stage } : { touchpoint }) };
}

function stageOf(
  { stage, touchpoint }: Pick<Cost, 'stage' | 'touchpoint'>,
  { touchpoints }: Journey,
): string | undefined {
  return stage ?? touchpoints.find(({ key }) => key === touchpoint)?.stage;
}

function priceOf({ amount, hours = 0, rate = 1 }: Cost, { hourlyRate = 0 }: Journey): number {
  return amount === undefined ? hours * hourlyRate : amount * rate;
}

/** What an entry says that it or its journey contradicts. */
function contradictions(cost: Cost, journey: Journey): Detail[] {
  return [...placeMistakes(cost, journey), ...spanMistakes(cost), ...priceMistakes(cost, journey)];
}

function placeMistakes({ stage, touchpoint }: Cost, journey: Journey): Detail[] {
  const known = { stage: journey.stages.map(({ key }) => key), touchpoint: journey.touchpoints.map(({ key }) => key) };
  if (stage === undefined && touchpoint === undefined) {
    return [detail({ path: ['stage'], found: 'neither a stage nor a touchpoint', expected: 'one of them' })];
  }
  if (stage !== undefined && !known.stage.includes(stage)) {
    return [unknown(['stage'], `a stage that ${journey.key} does not have`, { word: stage, known: known.stage })];
  }
  if (touchpoint === undefined) return [];
  if (!known.touchpoint.includes(touchpoint)) {
    const what = `a touchpoint that ${journey.key} does not have`;
    return [unknown(['touchpoint'], what, { word: touchpoint, known: known.touchpoint })];
  }
  const own = stageOf({ touchpoint }, journey);
  if (stage === undefined || stage === own) return [];
  const found = `${stage} beside ${touchpoint}, which is a touchpoint of ${own}`;
  return [detail({ path: ['stage'], found, expected: 'the touchpoint alone' })];
}

function spanMistakes({ from, to }: Cost): Detail[] {
  if (to === undefined || to >= from) return [];
  return [detail({ path: ['to'], found: `${to}, a day before ${from}`, expected: `${from} or a later day` })];
}

function priceMistakes({ amount, hours, currency, rate, note }: Cost, journey: Journey): Detail[] {
  const wrong = (key: string, found: string, expected: string) => [detail({ path: [key], found, expected })];
  if (amount === undefined && hours === undefined) {
    return wrong('amount', 'neither an amount nor hours', 'an amount, or hours of work');
  }
  if (amount !== undefined && hours !== undefined) {
    return wrong('hours', 'hours beside an amount', 'one of them: an entry each');
  }
  const negative = (amount ?? hours ?? 0) < 0;
  if (negative && note === undefined) {
    const found = `a negative ${amount === undefined ? 'number of hours' : 'amount'} without a note: ${amount ?? hours}`;
    const expected = '0 or more; a correction is an entry of its own, negative, with a note that says what it corrects';
    return wrong(amount === undefined ? 'hours' : 'amount', found, expected);
  }
  if (hours !== undefined && journey.hourlyRate === undefined) {
    return wrong('hours', `hours, where ${journey.key} has no hourlyRate`, 'an hourlyRate in its journey.yaml');
  }
  if (hours !== undefined && (currency ?? rate) !== undefined) {
    const key = currency === undefined ? 'rate' : 'currency';
    return wrong(key, `a ${key} beside hours`, `hours alone: they are priced in ${journey.currency}`);
  }
  const other = currency !== undefined && currency !== journey.currency;
  if (other && rate === undefined) {
    return wrong(
      'rate',
      `another currency without a rate: ${currency}`,
      `how many ${journey.currency} one ${currency} cost that day`,
    );
  }
  if (!other && rate !== undefined && rate !== 1) {
    return wrong('rate', `a rate for ${journey.currency} itself`, `no rate, or the currency it is for`);
  }
  return [];
}
