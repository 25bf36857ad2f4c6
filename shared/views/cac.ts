import type { JourneyHealth } from '../learn/traffic.ts';
import type { MovedScope } from '../learn/why.ts';
import type { Format } from './format.ts';
import { causesOf, type Standing, weekName } from './why.ts';
import { both } from './words.ts';

/** From this share of customers of earlier weeks on, the cohort tells more. */
const EARLIER = 0.3;

/** What a customer cost last week, against the week before, and whether that is usual: sentences in their order. */
export function costSentences({ health, format }: Standing): string[] {
  const { language, money } = format;
  const { why, weeks } = health;
  if (why === undefined) return [CAC.tooEarly[language]];
  const { paid, loaded } = why.scope;
  const week = weekName(why.to, format);
  const [before, now] = loaded.cac;
  if (now === null) return [CAC.nobody[language](week, money(loaded.spend[1]))];
  const said = CAC.cost[language](money(paid.cac[1] ?? 0), money(now), week);
  const covered = weeks.find((each) => each.week === why.to);
  return [
    said,
    ...coverSentence(covered, format),
    before === null ? CAC.nobodyBefore[language] : moved(loaded, format),
    usualSentence(loaded, format),
    ...((loaded.earlierShare ?? 0) > EARLIER ? [CAC.earlier[language](format.rate(loaded.earlierShare!))] : []),
  ];
}

/** The CAC of one week in one sentence: how much, which way, most of all why, and whether that is usual. */
export function costAnswer(standing: Standing): string {
  const { health, format } = standing;
  const { language, money } = format;
  const loaded = health.why?.scope.loaded;
  if (loaded?.cac[0] == null || loaded.cac[1] === null) return costSentences(standing).join(' ');
  const [first] = causesOf(standing);
  const { paid } = health.why!.scope;
  const parts = [
    CAC.cost[language](money(paid.cac[1] ?? 0), money(loaded.cac[1]), weekName(health.why!.to, format)).slice(0, -1),
    moved(loaded, format).slice(0, -1),
    ...(first ? [CAC.most[language](continued(first.text.slice(0, -1)))] : []),
    usualSentence(loaded, format).slice(0, -1),
  ].map((text, place) => (place === 0 ? text : continued(text)));
  const covered = coverSentence(
    health.weeks.find(({ week }) => week === health.why!.to),
    format,
  );
  return [`${parts.join('; ')}.`, ...covered].join(' ');
}

/** In the middle of a sentence. */
const continued = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function moved({ printedChange }: MovedScope, { language, money }: Format): string {
  if (printedChange === 0) return CAC.same[language];
  return (printedChange > 0 ? CAC.more : CAC.less)[language](money(Math.abs(printedChange)));
}

/** Noise is called noise. */
function usualSentence({ cac, usual }: MovedScope, { language, money, range, count }: Format): string {
  const now = cac[1];
  if (usual.lower === null || usual.upper === null || now === null) return CAC.noUsual[language](count(usual.weeks));
  const between = range(money(usual.lower), money(usual.upper));
  const inside = now >= usual.lower && now <= usual.upper;
  return (inside ? CAC.usual : CAC.unusual)[language](between);
}

/** What orders that were not seen do to a week's cost of a customer. */
function coverSentence(week: JourneyHealth['weeks'][number] | undefined, format: Format): string[] {
  const { language, money, range, rate } = format;
  const loaded = week?.scope?.loaded;
  const share = week?.coverage?.share;
  if (loaded?.lower === undefined || loaded.upper === undefined || share == null) return [];
  return [CAC.covered[language](rate(share), range(money(loaded.lower), money(loaded.upper)))];
}

/** Share of the books' orders that was seen over these four weeks; undefined where that is all, or not known. */
export function seenShare({ health }: Standing): number | undefined {
  const known = health.weeks.slice(-5).flatMap(({ coverage }) => (coverage?.books ? [coverage] : []));
  const books = known.reduce((sum, each) => sum + (each.books ?? 0), 0);
  const share = known.reduce((sum, { seen }) => sum + seen, 0) / books;
  return share < 0.98 ? share : undefined;
}

/** What stands beside money of which not all orders were seen. */
export const starOf = (standing: Standing): string => (seenShare(standing) === undefined ? '' : '*');

/** What a customer costs, in words. Amounts and weeks come in written already. */
export const CAC = {
  cost: both(
    (paid: string, loaded: string, week: string) => `One customer cost ${paid} in ads and ${loaded} all in (${week}).`,
    (paid, loaded, week) => `Un cliente costó ${paid} en anuncios y ${loaded} con todo (${week}).`,
  ),
  tooEarly: both(
    'What a customer costs is told after two whole weeks.',
    'Lo que cuesta un cliente se dice tras dos semanas completas.',
  ),
  nobody: both(
    (week: string, spend: string) => `Nobody became a customer in ${week}, and ${spend} was spent all in.`,
    (week, spend) => `Nadie se hizo cliente en la ${week}, y se gastaron ${spend} con todo.`,
  ),
  nobodyBefore: both('Nobody became a customer the week before.', 'La semana anterior nadie se hizo cliente.'),
  same: both('All in that is as much as the week before.', 'Con todo es lo mismo que la semana anterior.'),
  more: both(
    (amount: string) => `All in that is ${amount} more than the week before.`,
    (amount) => `Con todo son ${amount} más que la semana anterior.`,
  ),
  less: both(
    (amount: string) => `All in that is ${amount} less than the week before.`,
    (amount) => `Con todo son ${amount} menos que la semana anterior.`,
  ),
  most: both(
    (cause: string) => `most of all: ${cause}`,
    (cause) => `sobre todo: ${cause}`,
  ),
  usual: both(
    (range: string) => `In a usual week it lies from ${range}: this may be noise.`,
    (range) => `En una semana habitual va ${range}: esto puede ser ruido.`,
  ),
  unusual: both(
    (range: string) => `In a usual week it lies from ${range}: this is more than noise.`,
    (range) => `En una semana habitual va ${range}: esto es más que ruido.`,
  ),
  noUsual: both(
    (weeks: string) => `What is usual is told after 4 past weeks; so far there are ${weeks}.`,
    (weeks) => `Lo habitual se dice tras 4 semanas pasadas; de momento hay ${weeks}.`,
  ),
  earlier: both(
    (share: string) => `${share} of these customers came in earlier weeks: see the cohort.`,
    (share) => `El ${share} de estos clientes llegó en semanas anteriores: mira la cohorte.`,
  ),
  covered: both(
    (share: string, range: string) => `Only ${share} of the books’ orders were seen: all in it lies from ${range}.`,
    (share, range) => `Solo se vio el ${share} de los pedidos de los libros: con todo está ${range}.`,
  ),
};
