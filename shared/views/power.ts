import type { Journey } from '../define/journey.ts';
import { type Language, textIn } from '../define/key.ts';
import type { Advice, Outlook, Unknown } from '../learn/power.ts';
import { paint } from './colour.ts';
import { type Format, formatOf } from './format.ts';
import { fill, plainly, width, wrap } from './terminal.ts';
import { both } from './words.ts';

/** How an outlook is told: the journey for its names, and the terminal. */
export interface Around {
  journey: Journey;
  language: Language;
  colour: boolean;
}

const WORDS = {
  flow: both(
    (people: string, stage: string, rate: string, target: string) =>
      `In an ordinary week ${people} people come to ${stage}, and ${rate} of them reach ${target}.`,
    (people, stage, rate, target) =>
      `En una semana normal llegan ${people} personas a ${stage}, y el ${rate} de ellas alcanza ${target}.`,
  ),
  heads: both(['', 'people', 'weeks', 'change found'], ['', 'personas', 'semanas', 'cambio visible']),
  fixed: both('one look at the end', 'mirando solo al final'),
  sequential: both('looking whenever you like', 'mirando cuando quieras'),
  none: both('none', 'ninguno'),
  found: both(
    (power: string, alpha: string) => `Found ${power} of the times it is there, and ${alpha} of the times it is not.`,
    (power, alpha) => `Se ve el ${power} de las veces que existe, y el ${alpha} de las que no.`,
  ),
  long: both(
    'That is long: people forget, and the world around the test changes. What else to try:',
    'Es mucho tiempo: la gente olvida y el mundo cambia alrededor de la prueba. Qué más se puede intentar:',
  ),
  mistake: both(
    (people: string, change: string, target: string) =>
      `Taking the worse of two versions that are ${change} apart loses ${people} people at ${target}, every week.`,
    (people, change, target) =>
      `Elegir la peor de dos versiones que se llevan un ${change} pierde ${people} personas en ${target} cada semana.`,
  ),
  no_units: both(
    (stage: string) => `Nobody came to ${stage} in the last four whole weeks, so there is nothing to plan with yet.`,
    (stage) => `Nadie llegó a ${stage} en las últimas cuatro semanas completas: aún no hay con qué planear.`,
  ),
  no_events: both(
    (stage: string) => `Of those who came to ${stage} in the last four whole weeks nobody went all the way yet.`,
    (stage) =>
      `De quienes llegaron a ${stage} en las últimas cuatro semanas completas, nadie llegó aún hasta el final.`,
  ),
  no_room: both(
    (stage: string) => `After ${stage} no such change is possible: there is no later stage, or not so many people.`,
    (stage) => `Después de ${stage} no cabe un cambio así: no hay otra etapa, o no hay tantas personas.`,
  ),
};

const ADVICE = {
  earlier_stage: both(
    (weeks: string, name: string) => `${name} as the primary metric: ${weeks}, for the same change there`,
    (weeks, name) => `${name} como métrica principal: ${weeks}, para el mismo cambio ahí`,
  ),
  covariate: both(
    (weeks: string, share: string) =>
      `a covariate: ${weeks}, if what people did before explains ${share} of how they differ`,
    (weeks, share) => `una covariable: ${weeks}, si lo que la gente hizo antes explica el ${share} de sus diferencias`,
  ),
  bolder_change: both(
    (weeks: string, lift: string) => `a bolder change: one of ${lift} shows in ${weeks}`,
    (weeks, lift) => `un cambio más atrevido: uno de ${lift} se ve en ${weeks}`,
  ),
  larger_allocation: both(
    (weeks: string) => `everybody in the test: ${weeks}`,
    (weeks) => `todo el mundo en la prueba: ${weeks}`,
  ),
  other_touchpoint: both(
    (weeks: string, name: string) => `another touchpoint, ${name}: ${weeks}`,
    (weeks, name) => `otro punto de contacto, ${name}: ${weeks}`,
  ),
};
const LASTING = both(
  (n: number, text: string) => `${text} ${n === 1 ? 'week' : 'weeks'}`,
  (n, text) => `${text} ${n === 1 ? 'semana' : 'semanas'}`,
);

/** An outlook as text of at most 80 columns: the figures, what else to try, and what a wrong choice would cost. */
export function powerText(found: Outlook, around: Around): string {
  const { journey, language, colour } = around;
  const format = formatOf(language, journey);
  const { unitsPerWeek, rate, design, advice, mistake, plans } = found;
  const [stage, target] = [stageName(found.stage, around), stageName(found.target, around)];
  const lift = plans[1]?.lift ?? null;
  const lost = mistake.perWeek < 10 ? format.number(mistake.perWeek) : format.count(mistake.perWeek);
  const wrong = WORDS.mistake[language](lost, format.size(lift ?? 0), target);
  const blocks = [
    wrap([{ text: WORDS.flow[language](format.count(unitsPerWeek), stage, format.rate(rate), target) }], colour),
    table(found, format, colour),
    wrap([{ text: WORDS.found[language](format.share(design.power), format.share(design.alpha)) }], colour),
    advice.length === 0
      ? []
      : [
          ...wrap([{ text: WORDS.long[language] }], colour),
          ...advice.flatMap((each) => item(adviceText(each, around, format), colour)),
        ],
    lift === null ? [] : wrap([{ text: wrong }], colour),
  ];
  const shown = blocks.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Why nothing can be said of a stage, in one sentence. */
export function unknownText(why: Unknown, stage: string, around: Around): string {
  const sentence = WORDS[why][around.language](stageName(stage, around));
  return `${wrap([{ text: sentence }], around.colour).join('\n')}\n`;
}

function stageName(key: string, { journey, language }: Around): string {
  return textIn(language, journey.stages.find((each) => each.key === key)?.name, key);
}

function table({ plans }: Outlook, format: Format, colour: boolean): string[] {
  const { language } = format;
  const rows = plans.map(({ method, units, weeks, lift }) => [
    WORDS[method][language],
    format.count(units),
    format.count(weeks),
    lift === null ? WORDS.none[language] : format.lift(lift),
  ]);
  const all = [WORDS.heads[language], ...rows].map((cells) => cells.map(plainly));
  const columns = all[0]!.map((_, place) => Math.max(...all.map((cells) => width(cells[place]!))));
  return all.map((cells, row) => {
    const line = cells.map((cell, place) => fill(cell, columns[place]!, place === 0 ? 'left' : 'right')).join('  ');
    return row === 0 ? paint('dim', line, colour) : line;
  });
}

function item(text: string, colour: boolean): string[] {
  return wrap([{ text }], colour, 78).map((line, place) => `${place === 0 ? '- ' : '  '}${line}`);
}

function adviceText(advice: Advice, around: Around, format: Format): string {
  const { language, journey } = around;
  const weeks = LASTING[language](advice.weeks, format.count(advice.weeks));
  switch (advice.code) {
    case 'earlier_stage':
      return ADVICE.earlier_stage[language](weeks, stageName(advice.stage, around));
    case 'covariate':
      return ADVICE.covariate[language](weeks, format.share(advice.explained));
    case 'bolder_change':
      return ADVICE.bolder_change[language](weeks, format.lift(advice.lift));
    case 'larger_allocation':
      return ADVICE.larger_allocation[language](weeks);
    case 'other_touchpoint': {
      const name = journey.touchpoints.find(({ key }) => key === advice.touchpoint)?.name;
      return ADVICE.other_touchpoint[language](weeks, textIn(language, name, advice.touchpoint));
    }
  }
}
