import { type Language, textIn } from '../../define/key.ts';
import type { Digest } from '../../learn/digest.ts';
import { type Format, formatOf } from '../format.ts';
import { counted } from '../health.ts';
import { standingOf } from '../standing.ts';
import { WORDS } from '../words.ts';
import { whyOf } from './why.ts';
import { DIGEST } from './words.ts';

/** A digest in the words of one language, ready to be laid out. Undefined is left out. */
export interface Told {
  format: Format;
  journey: string;
  title: string;
  weeks: { now: string; before: string };
  ask:
    | {
        title: string;
        headline: string;
        text: string;
        more: string | undefined;
        experiment: string;
        commands: string[];
      }
    | undefined;
  customers: { now: string; before: string | undefined; notes: string[] };
  cac: { label: string; now: string; before: string | undefined }[];
  costNotes: string[];
  why: ReturnType<typeof whyOf> | undefined;
  road: { name: string; count: string; goesOn: string | undefined; time: string | undefined; slow: boolean }[];
  slowest: string | undefined;
  tests: {
    experiment: string;
    state: string;
    standing: ReturnType<typeof standingOf>;
    asks: boolean;
    name: string;
    text: string;
  }[];
  next: string[];
  notes: string[];
}

/** What a digest says in a language. */
export function tellWeek(digest: Digest, language: Language): Told {
  const format = formatOf(language, digest);
  return {
    format,
    journey: textIn(language, digest.name, digest.journey),
    title: DIGEST.yourWeek[language](format.days(digest.from, digest.to)),
    weeks: {
      now: DIGEST.week[language](number(digest.week)),
      before: upper(DIGEST.week[language](number(digest.before ?? ''))),
    },
    ask: askOf(digest, format),
    ...moneyOf(digest, format),
    why: digest.why && whyOf(digest, digest.why, format),
    ...roadOf(digest, format),
    tests: digest.tests.map(({ experiment, state, decision, asks, name, text }) => {
      const standing = standingOf(state, decision);
      const word = asks ? WORDS.needsDecision : WORDS[standing];
      return {
        experiment,
        standing,
        asks,
        state: word[language],
        name: textIn(language, name, experiment),
        text: text[language],
      };
    }),
    next: nextOf(digest, format),
    notes: digest.calendar.map(({ from, to, text }) =>
      DIGEST.mind[language](textIn(language, text, ''), format.days(from, to)),
    ),
  };
}

function askOf({ tests }: Digest, format: Format): Told['ask'] {
  const { language } = format;
  const asking = tests.filter(({ asks }) => asks);
  const [first] = asking;
  if (first === undefined) return undefined;
  const { experiment, verdict, commands } = first;
  const about = verdict === 'ship' || verdict === 'stop' ? verdict : 'inconclusive';
  return {
    title: `${WORDS.needsDecision[language]}: ${format.count(asking.length)}`,
    headline: DIGEST.asks[about][language](textIn(language, first.name, experiment)),
    text: first.text[language],
    more: asking.length > 1 ? DIGEST.askMore[language](counted(asking.length - 1, format)) : undefined,
    experiment,
    commands,
  };
}

function moneyOf(digest: Digest, format: Format): Pick<Told, 'customers' | 'cac' | 'costNotes'> {
  const { language } = format;
  const { customers, cac, coverage } = digest;
  const before = (value: string | undefined) => (value === undefined ? undefined : DIGEST.before[language](value));
  const money = (value: number | null) => (value === null ? undefined : format.money(value));
  const row = (scope: 'paid' | 'loaded', label: string) => ({
    label,
    now: money(cac[scope].now) ?? DIGEST.noCac[language],
    before: before(money(cac[scope].before)),
  });
  const paid = row('paid', WORDS.inAds[language]);
  const loaded = row('loaded', allIn(digest, format));
  const seen =
    coverage &&
    DIGEST.seenOf[language](format.count(coverage.seen), format.count(coverage.books), format.rate(coverage.share));
  const missing = coverage?.lower == null ? undefined : DIGEST.missing[language](format.money(coverage.lower));
  return {
    customers: {
      now: format.count(customers.now),
      before: before(customers.before === null ? undefined : format.count(customers.before)),
      notes: seen === undefined ? [] : [seen],
    },
    cac: digest.work.length > 0 ? [paid, loaded] : [paid],
    costNotes: [...usualOf(digest, format), ...(missing === undefined ? [] : [missing])],
  };
}

function allIn({ work }: Digest, format: Format): string {
  const { language } = format;
  const parts = work.map(({ kind, hours, place, amount }) => {
    if (kind === 'tools') return DIGEST.tools[language];
    if (hours === null) return DIGEST.work[language](format.money(amount));
    const where = place === undefined ? undefined : textIn(language, place, '');
    return DIGEST.hours[language](counted(Math.round(hours), format), where);
  });
  return DIGEST.allInWith[language](format.list(parts));
}

function usualOf({ usual, cac }: Digest, format: Format): string[] {
  const { language } = format;
  if (usual === undefined) return [DIGEST.usualLater[language]];
  const range = format.range(format.money(usual.lower), format.money(usual.upper));
  const { now } = cac.paid;
  const inside = now !== null && now >= usual.lower && now <= usual.upper;
  return [
    DIGEST.usual[language](range, format.count(usual.weeks)),
    (inside ? DIGEST.within : DIGEST.outside)[language],
  ];
}

function roadOf({ road, slowest }: Digest, format: Format): Pick<Told, 'road' | 'slowest'> {
  const { language } = format;
  const nameOf = (place: number) => textIn(language, road[place]?.name, road[place]?.stage ?? '');
  const time = (days: number) =>
    days < 1 ? DIGEST.withinDay[language] : DIGEST.daysLong[language](counted(Math.round(days), format));
  const stages = road.map(({ entered, goesOn, days }, place) => ({
    name: nameOf(place),
    count: format.count(entered),
    goesOn: goesOn === null ? undefined : format.rate(goesOn),
    time: days === null ? undefined : time(days),
    slow: place === slowest,
  }));
  if (slowest === null) return { road: stages, slowest: undefined };
  const told = DIGEST.slowest[language](nameOf(slowest), nameOf(slowest + 1), stages[slowest]!.time ?? '');
  return { road: stages, slowest: told };
}

function nextOf({ next }: Digest, format: Format): string[] {
  const { language } = format;
  return next.flatMap(({ key, name, kind, advice, weeks, worth, withoutTest }) => {
    const what = upper(textIn(language, name, key));
    const about = (value: number) => format.wholes([value])[0]!;
    if (advice === 'act' && withoutTest !== null) {
      const how = kind === 'remove' || kind === 'automate' ? DIGEST.act[kind] : DIGEST.act.improve;
      return [how[language](what, about(withoutTest))];
    }
    if (advice !== 'test' || weeks === null || worth === null) return [];
    return [DIGEST.test[language](what, counted(weeks, format), about(worth))];
  });
}

const number = (week: string): string => String(Number(week.slice(6)));

/** A sentence begins with a capital letter. */
export const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
