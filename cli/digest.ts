import * as z from 'zod';
import { Key } from '../shared/define/key.ts';
import { choices, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { Digest } from '../shared/learn/digest.ts';
import { pathOf } from '../shared/routes.ts';
import { weekPage } from '../shared/views/digest/page.ts';
import { digestMarkdown, digestText } from '../shared/views/digest/text.ts';
import { type Call, CONNECTION, readAnswer, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';

const Journeys = z.object({ journeys: z.array(z.object({ key: Key, locale: z.string() })) });
const FORMS = ['markdown', 'html', 'json'] as const;

export const command: Command = {
  usage: 'digest [journey] [--week 2026-W47]',
  summary: 'The week on one page: what to decide, customers and what one costs, why, the road, the tests',
  words: [0, 1],
  options: {
    week: { type: 'string', help: 'an ISO week such as 2026-W47; else the last one that is over' },
    markdown: { type: 'boolean', help: 'as Markdown' },
    html: { type: 'boolean', help: 'as one file for a phone: tramo digest --html > week.html' },
    json: { type: 'boolean', help: 'as JSON' },
    ...CONNECTION,
  },
  async run(args, terminal) {
    const wanted = { markdown: args.flag('markdown'), html: args.flag('html'), json: args.flag('json') };
    const forms = FORMS.filter((form) => wanted[form]);
    if (forms.length > 1) {
      const both = forms.map((form) => `--${form}`).join(' and ');
      throw new TramoError('invalid', `${both} stand together. Expected one of them.`);
    }
    const ask = (call: Call) => request(terminal, args, call);
    const { journeys } = readAnswer(Journeys, await ask({ method: 'GET', path: pathOf('journeys') }));
    const { key, locale } = journeyOf(args, journeys);
    const week = args.text('week');
    const query = week === undefined ? '' : `?week=${encodeURIComponent(week)}`;
    const digest = readAnswer(
      Digest,
      await ask({ method: 'GET', path: `${pathOf('journeyDigest', { key })}${query}` }),
    );
    terminal.out(written(digest, forms[0], languageOf(args, locale), terminal));
    return 0;
  },
};

function written(
  digest: Digest,
  form: (typeof FORMS)[number] | undefined,
  language: Terminal['language'],
  { colour }: Terminal,
): string {
  if (form === 'json') return `${JSON.stringify(digest, null, 2)}\n`;
  if (form === 'markdown') return digestMarkdown(digest, language);
  if (form === 'html') return weekPage(digest, { language, file: true }).html;
  return digestText(digest, { language, colour });
}

/** It is read by the people of the journey, in their language; --lang goes before that. */
function languageOf(args: Arguments, locale: string): Terminal['language'] {
  return (args.text('lang') ?? locale).startsWith('es') ? 'es' : 'en';
}

/** The journey that is named, or the only one. */
function journeyOf<J extends { key: string }>({ words: [name] }: Arguments, journeys: J[]): J {
  const keys = journeys.map(({ key }) => key);
  const found = journeys.find(({ key }) => key === (name ?? (keys.length === 1 ? keys[0] : undefined)));
  if (found !== undefined) return found;
  if (keys.length === 0) throw new TramoError('not_found', 'There is no journey yet. Make one with tramo init.');
  const what = name === undefined ? `There are ${keys.length} journeys` : `There is no journey ${plain(name)}`;
  throw new TramoError('not_found', `${what}. Expected ${choices(keys)}.`);
}
