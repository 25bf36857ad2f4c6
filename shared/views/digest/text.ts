import type { Language } from '../../define/key.ts';
import type { Digest } from '../../learn/digest.ts';
import { paint, type Tone } from '../colour.ts';
import { COLUMNS, cut, fill, plainly, width, wrap } from '../terminal.ts';
import { WORDS } from '../words.ts';
import { type Told, tellWeek, upper } from './told.ts';
import { DIGEST } from './words.ts';

/** Columns of the bar that repeats a number. */
const BAR = 14;
const BESIDE = 3;

interface Shown {
  language: Language;
  colour: boolean;
}

/** The founder's week for a terminal: 80 columns at most; a colour only repeats what the words say. */
export function digestText(digest: Digest, { language, colour }: Shown): string {
  const told = tellWeek(digest, language);
  const say: Say = (text, tone) => wrap([{ text, tone }], colour);
  const heads = (text: string) => ['', ...say(text, 'strong')];
  const mark = digest.simulated ? WORDS.simulated[language] : '';
  const name = cut(plainly(told.journey), COLUMNS - width(mark) - 2);
  const lines = [
    paint('strong', name, colour) + fill(mark, COLUMNS - width(name), 'right'),
    ...say(`${told.title} · ${told.weeks.now}`),
    '',
    ...(told.ask ? askLines(told.ask, say) : say(DIGEST.calm[language])),
    ...heads(DIGEST.newCustomers[language]),
    ...say(beside(told.customers.now, told.customers.before)),
    ...told.customers.notes.flatMap((note) => say(note)),
    ...heads(DIGEST.cac[language]),
    ...told.cac.flatMap(({ label, now, before }) => [...say(beside(now, before)), ...say(label, 'dim')]),
    ...told.costNotes.flatMap((note) => say(note)),
    ...(told.why ? whyLines(told.why, colour) : []),
    ...heads(WORDS.road[language]),
    ...say(told.slowest ?? ''),
    ...roadLines(told, language),
    ...heads(DIGEST.tests[language]),
    ...(told.tests.length === 0 ? say(DIGEST.noTests[language]) : []),
    ...told.tests.flatMap(({ name, state, text }, place) => [
      ...(place > 0 ? [''] : []),
      ...say(`${name} · ${state.toUpperCase()}`, 'strong'),
      ...say(text),
    ]),
    ...(told.next.length > 0 ? heads(DIGEST.next[language]) : []),
    ...told.next.flatMap((each, place) => say(`${place + 1}. ${each}`)),
    ...(told.notes.length > 0 ? ['', ...told.notes.flatMap((note) => say(note))] : []),
  ];
  return `${lines.join('\n')}\n`;
}

type Say = (text: string, tone?: Tone) => string[];

function askLines({ title, headline, text, more, commands }: NonNullable<Told['ask']>, say: Say): string[] {
  return [
    ...say(title.toUpperCase(), 'strong'),
    ...say(headline, 'strong'),
    ...say(text),
    ...say(more ?? ''),
    ...commands.map((command) => `  tramo ${plainly(command)}`),
  ];
}

const beside = (now: string, before: string | undefined): string =>
  [now, before].filter((each) => each !== undefined).join('   ');

/** Each cause with its number and a bar that repeats it: # above, - below nothing. */
function whyLines({ title, sentences, rows, notes }: NonNullable<Told['why']>, colour: boolean): string[] {
  const most = Math.max(...rows.map(({ amount }) => Math.abs(amount)), 0);
  const numbers = Math.max(0, ...rows.map(({ change }) => width(plainly(change))));
  const room = COLUMNS - numbers - BAR - 2 * BESIDE;
  return [
    '',
    ...wrap([{ text: title, tone: 'strong' }], colour),
    ...sentences.flatMap((text) => wrap([{ text: upper(text) }], colour)),
    ...rows.flatMap(({ label, change, amount }) => {
      const lines = wrap([{ text: upper(label) }], false, room);
      const tone = amount > 0 ? 'worse' : 'better';
      const size = Math.max(1, Math.round((Math.abs(amount) / most) * BAR));
      const bar = paint(tone, '█'.repeat(size), colour);
      const end = `${fill(plainly(change), numbers, 'right')}${' '.repeat(BESIDE)}${bar}`;
      return lines.map((line, place) =>
        place === lines.length - 1 ? `${fill(line, room + BESIDE, 'left')}${end}` : line,
      );
    }),
    ...notes.flatMap((text) => wrap([{ text }], colour)),
  ];
}

function roadLines({ road }: Told, language: Language): string[] {
  const names = Math.min(30, Math.max(...road.map(({ name }) => width(plainly(name)))));
  const counts = Math.max(...road.map(({ count }) => width(plainly(count))));
  return road.map(({ name, count, goesOn, time, slow }) => {
    const on = goesOn === undefined ? '' : `${plainly(goesOn)} ${WORDS.goOn[language]}`;
    const slowly = slow ? `${time}: ${DIGEST.slowestMark[language]}` : (time ?? '');
    const cells = [
      fill(cut(plainly(name), names), names, 'left'),
      fill(plainly(count), counts, 'right'),
      fill(on, 14, 'left'),
      slowly,
    ];
    return cells.join('  ').trimEnd();
  });
}

/** The founder's week as Markdown: for a mail, a chat or a wiki. */
export function digestMarkdown(digest: Digest, language: Language): string {
  const told = tellWeek(digest, language);
  const { ask, why } = told;
  const heads = (text: string) => ['', `## ${escaped(text)}`, ''];
  const lines = [
    `# ${escaped(told.journey)}: ${escaped(told.title)}`,
    ...(digest.simulated
      ? ['', `**${WORDS.simulated[language]}** ${WORDS.invented[language](String(digest.simulated.seed))}`]
      : []),
    ...(ask ? heads(ask.title) : ['', DIGEST.calm[language]]),
    ...(ask ? [`**${escaped(ask.headline)}** ${escaped([ask.text, ask.more ?? ''].join(' ').trim())}`] : []),
    ...(ask ? ['', ...ask.commands.map((command) => `    tramo ${command}`)] : []),
    ...heads(DIGEST.newCustomers[language]),
    ...[`**${told.customers.now}**, ${told.customers.before ?? ''}`.replace(/, $/, '')],
    ...told.customers.notes.map((note) => `\n${escaped(note)}`),
    ...heads(DIGEST.cac[language]),
    ...told.cac.map(({ label, now, before }) => `- **${now}** ${escaped(label)}${before ? ` (${before})` : ''}`),
    ...told.costNotes.map((note) => `\n${escaped(note)}`),
    ...(why ? [...heads(why.title), escaped(why.sentences.map(upper).join(' ')), ''] : []),
    ...(why?.rows ?? []).map(({ label, change }) => `- ${escaped(upper(label))}: **${plainly(change)}**`),
    ...(why?.notes ?? []).flatMap((note) => ['', escaped(note)]),
    ...heads(WORDS.road[language]),
    ...(told.slowest === undefined ? [] : [escaped(told.slowest), '']),
    ...roadLines(told, language).map((line) => `    ${line}`),
    ...heads(DIGEST.tests[language]),
    ...(told.tests.length === 0 ? [DIGEST.noTests[language]] : []),
    ...told.tests.map(({ name, state, text }) => `- **${escaped(name)}** (${state}): ${escaped(text)}`),
    ...(told.next.length > 0 ? heads(DIGEST.next[language]) : []),
    ...told.next.map((each, place) => `${place + 1}. ${escaped(each)}`),
    ...told.notes.map((note) => `\n> ${escaped(note)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Text that is no Markdown and no HTML, whatever a name holds. */
const escaped = (text: string): string => plainly(text).replace(/[\\`*_[\]<>#|]/g, (sign) => `\\${sign}`);
