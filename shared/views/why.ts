import type { Journey } from '../define/journey.ts';
import { textIn } from '../define/key.ts';
import type { JourneyHealth } from '../learn/traffic.ts';
import type { Cause, MovedScope } from '../learn/why.ts';
import type { Format } from './format.ts';
import { both } from './words.ts';

/** A journey's health as it is told: the journey for its names. */
export interface Standing {
  health: JourneyHealth;
  journey: Journey;
  format: Format;
}

/** One cause: what it moved in each scope, written to the cent, and a sentence. Undefined where a scope has no such cause. */
export interface ToldCause {
  paid: string | undefined;
  loaded: string | undefined;
  text: string;
}

/** Every cause that moved a cent in either scope, the largest first. */
export function causesOf(standing: Standing): ToldCause[] {
  const { health, format } = standing;
  if (health.why === undefined) return [];
  const { paid, loaded } = health.why.scope;
  const nameOf = ({ term, stage, channel, basis }: Cause) => JSON.stringify([term, stage, channel, basis]);
  const own = new Map([...paid.terms, ...loaded.terms].map((cause) => [nameOf(cause), cause]));
  const amount = (scope: MovedScope, name: string) => scope.terms.find((each) => nameOf(each) === name)?.printed;
  const size = (name: string) => Math.abs(amount(loaded, name) ?? amount(paid, name) ?? 0);
  return [...own.keys()]
    .filter((name) => amount(loaded, name) || amount(paid, name))
    .sort((a, b) => size(b) - size(a))
    .map((name) => {
      const [ads, all] = [paid, loaded].map((scope) => amount(scope, name));
      const written = (printed: number | undefined) => (printed ? format.moneyChange(printed) : undefined);
      const cause = own.get(name)!;
      // Where a customer is dear in ads and cheap all in, or the other way round, it is neither.
      const split = cause.term === 'mix' && (ads ?? 0) * (all ?? 0) < 0;
      const text = split ? WHY.mixed[format.language] : causeText(cause, standing);
      return { paid: written(ads), loaded: written(all), text };
    });
}

/** A cause in a sentence. */
function causeText(cause: Cause, { journey, format }: Standing): string {
  const { language } = format;
  const { term, basis, before = 0, after = 0, exact, usual } = cause;
  const [then, now] = writtenPair(cause, format);
  const stage = stageName(journey, cause.stage, format);
  const from = cause.channel === undefined ? '' : WHY.from[language](cause.channel);
  const isUsual = usual?.upper != null && Math.abs(exact) <= usual.upper;
  const said = () => {
    switch (term) {
      case 'price':
        return (basis === 'entry' ? WHY.price : WHY.spent)[language](stage, from, [then, now]);
      case 'exposures':
      case 'incentives':
        return WHY[term][language](stage, [then, now]);
      case 'labour':
      case 'tools':
        return WHY[term][language]([then, now]);
      case 'volume':
        return WHY.volume[language]([then, now], after >= before);
      case 'mix':
        return WHY.mix[language](exact > 0);
      case 'step':
        return WHY.step[language](stageName(journey, cause.from, format), stage, [then, now]);
    }
  };
  return isUsual ? `${said().slice(0, -1)} ${WHY.asUsual[language]}.` : said();
}

function writtenPair({ term, before = 0, after = 0 }: Cause, format: Format): [string, string] {
  const write = (): string[] => {
    if (term === 'volume') return [format.count(before), format.count(after)];
    return term === 'step' ? format.rates([before, after]) : [format.money(before), format.money(after)];
  };
  const [then = '', now = ''] = write();
  return [then, now];
}

export function stageName(journey: Journey, key: string | undefined, { language }: Format): string {
  return textIn(language, journey.stages.find((each) => each.key === key)?.name, key ?? '');
}

/** 2026-W47 as people say it. */
export function weekName(week: string, { language }: Format): string {
  return WHY.week[language](String(Number(week.slice(6))));
}

type Pair = [before: string, after: string];

/** Why the cost of a customer moved, in words. Numbers and names come in written already. */
export const WHY = {
  week: both(
    (number: string) => `week ${number}`,
    (number) => `semana ${number}`,
  ),
  asUsual: both('(as usual)', '(lo habitual)'),
  from: both(
    (channel: string) => ` from ${channel}`,
    (channel) => ` desde ${channel}`,
  ),
  price: both(
    (stage: string, from: string, [then, now]: Pair) => `Each entry into ${stage}${from} cost ${now}, before ${then}.`,
    (stage, from, [then, now]) => `Cada entrada en ${stage}${from} costó ${now}, antes ${then}.`,
  ),
  spent: both(
    (stage: string, from: string, [then, now]: Pair) => `Spend on ${stage}${from} was ${now}, before ${then}.`,
    (stage, from, [then, now]) => `El gasto en ${stage}${from} fue de ${now}, antes ${then}.`,
  ),
  exposures: both(
    (stage: string, [then, now]: Pair) => `Showing versions at ${stage} cost ${now} an entry, before ${then}.`,
    (stage, [then, now]) => `Mostrar versiones en ${stage} costó ${now} por entrada, antes ${then}.`,
  ),
  incentives: both(
    (stage: string, [then, now]: Pair) =>
      `Gifts, delivery and the like at ${stage} cost ${now} an entry, before ${then}.`,
    (stage, [then, now]) => `Regalos, envíos y similares en ${stage} costaron ${now} por entrada, antes ${then}.`,
  ),
  labour: both(
    ([then, now]: Pair) => `Hours of work cost ${now}, before ${then}.`,
    ([then, now]) => `Las horas de trabajo costaron ${now}, antes ${then}.`,
  ),
  tools: both(
    ([then, now]: Pair) => `Tools cost ${now}, before ${then}.`,
    ([then, now]) => `Las herramientas costaron ${now}, antes ${then}.`,
  ),
  volume: both(
    ([then, now]: Pair, more: boolean) =>
      `${now} came, before ${then}: fixed costs are shared by ${more ? 'more' : 'fewer'}.`,
    ([then, now], more) => `Llegaron ${now}, antes ${then}: lo fijo se reparte entre ${more ? 'más' : 'menos'}.`,
  ),
  mix: both(
    (dearer: boolean) => `More came through channels where a customer is ${dearer ? 'dear' : 'cheap'}.`,
    (dearer) => `Llegaron más por canales donde un cliente sale ${dearer ? 'caro' : 'barato'}.`,
  ),
  mixed: both('The share of each channel changed.', 'Cambió la parte de cada canal.'),
  step: both(
    (from: string, to: string, [then, now]: Pair) => `From ${from} to ${to} went ${now}, before ${then}.`,
    (from, to, [then, now]) => `De ${from} a ${to} pasó el ${now}, antes el ${then}.`,
  ),
};
