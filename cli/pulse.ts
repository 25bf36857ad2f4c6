import * as z from 'zod';
import type { Attributes } from '../shared/assign/audience.ts';
import { Key, Unit } from '../shared/define/key.ts';
import { describe, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { MOST_LINKS } from '../shared/measure/invitation.ts';
import { pathOf } from '../shared/routes.ts';
import { contextOf } from './assign.ts';
import { CONNECTION, readAnswer, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { csvLine, openList, type Row } from './list.ts';

export const command: Command = {
  usage: 'pulse-link <touchpoint> <unit> | pulse-link <touchpoint> --file list.csv',
  summary: 'A link that asks somebody how a touchpoint felt; or a whole list with a link added',
  words: [1, 2],
  options: {
    experiment: {
      type: 'string',
      multiple: true,
      help: 'KEY:VARIANT they had, or KEY and the column variant of the list; without it what runs at the touchpoint',
    },
    context: {
      type: 'string',
      help: 'attributes of the unit as JSON, for the audience of what runs: {"country": "ES"}',
    },
    file: { type: 'string', help: '.csv or -: a column unit, the others are attributes; one row a link' },
    base: { type: 'string', help: 'where people reach Tramo, if by another name: https://ask.shop.example' },
    json: { type: 'boolean', help: 'JSON instead of text or CSV' },
    ...CONNECTION,
  },
  run,
};

const Links = z.object({ links: z.array(z.object({ unit: z.string(), link: z.string() })) });
type Asked = { unit: string; variants?: Record<string, string>; context?: Attributes };

/** Makes links for units, in their order. */
type Maker = (units: Asked[]) => Promise<{ unit: string; link: string }[]>;

async function run(args: Arguments, terminal: Terminal): Promise<number> {
  const [touchpoint = '', unit] = args.words;
  const [file, base] = [args.text('file'), args.text('base')];
  if ((unit === undefined) === (file === undefined) || (file !== undefined && args.text('context') !== undefined)) {
    throw new TramoError('invalid', 'Expected a unit, with or without --context, or --file and a list.');
  }
  if (!Key.safeParse(touchpoint).success) {
    const sentence = `${plain(touchpoint)} is not the key of a touchpoint. Expected lower-case letters, digits and hyphens.`;
    throw new TramoError('invalid', sentence);
  }
  const make: Maker = async (units) => {
    const body = { touchpoint, units, ...(base !== undefined && { base }) };
    const answer = await request(terminal, args, { method: 'POST', path: pathOf('linkPulse'), body });
    return readAnswer(Links, answer).links;
  };
  const had = hadOf(args.list('experiment'), file !== undefined);
  const task = { make, had, json: args.flag('json'), terminal };
  return file === undefined ? one(unit!, args.text('context'), task) : many(file, task);
}

interface Task {
  make: Maker;
  had: Had;
  json: boolean;
  terminal: Terminal;
}

/** The versions that all had, and the experiment whose variants stand in the list. */
interface Had {
  all: Record<string, string>;
  listed: string | undefined;
}

function hadOf(experiments: string[], list: boolean): Had {
  const named = experiments.map((text) => text.split(':'));
  const wrong = named.findIndex((parts) => parts.length > 2 || parts.some((part) => !Key.safeParse(part).success));
  const found = wrong < 0 ? undefined : describe(experiments[wrong]);
  if (found !== undefined) {
    throw new TramoError('invalid', `--experiment ${found}. Expected KEY:VARIANT, or KEY with a list.`);
  }
  const listed = named.filter((parts) => parts.length === 1).map(([key]) => key);
  if (listed.length > (list ? 1 : 0)) {
    const mend = list ? 'One column variant is of one experiment' : 'Without --file it needs the variant';
    throw new TramoError('invalid', `--experiment ${listed[0]} names no variant. ${mend}: KEY:VARIANT.`);
  }
  const all = named.flatMap(([key = '', variant]) => (variant === undefined ? [] : [[key, variant]]));
  return { all: Object.fromEntries(all), listed: listed[0] };
}

const askedOf = (unit: string, variants: Record<string, string>, context: Attributes): Asked =>
  Object.keys(variants).length === 0 ? { unit, context } : { unit, variants };

async function one(unit: string, context: string | undefined, { make, had, json, terminal }: Task): Promise<number> {
  if (!Unit.safeParse(unit).success) {
    throw new TramoError('invalid', `${describe(unit)} as the unit. Expected an id of 1 to 128 characters.`);
  }
  const [made] = await make([askedOf(unit, had.all, contextOf(context))]);
  terminal.out(json ? `${JSON.stringify(made)}\n` : `${made?.link}\n`);
  return 0;
}

/** Answers 1 where rows were left out. */
async function many(file: string, { make, had, json, terminal }: Task): Promise<number> {
  const list = openList(file, terminal, ['link']);
  let [begun, left, comma] = [false, 0, ''];
  for await (const read of list.rows) {
    const rows: Row[] = [];
    for (const row of read) {
      if ('mistake' in row) {
        left++;
        terminal.err(`${file}:${row.number} left out: ${row.mistake.message}\n`);
      } else rows.push(row);
    }
    if (!begun && list.columns().length > 0) {
      begun = true;
      expectVariants(file, list.columns(), had);
      terminal.out(json ? '{"links":[' : csvLine([...list.columns(), 'link']));
    }
    for (let from = 0; from < rows.length; from += MOST_LINKS) {
      const some = rows.slice(from, from + MOST_LINKS);
      const links = await make(some.map((row) => askedOf(row.unit, variantsOf(row, had), row.attributes)));
      for (const [place, { cells }] of some.entries()) {
        const { unit, link } = links[place]!;
        terminal.out(json ? `${comma}\n${JSON.stringify({ unit, link })}` : csvLine([...cells, link]));
        comma = ',';
      }
    }
  }
  if (json) terminal.out(`${begun ? '' : '{"links":['}\n]}\n`);
  return left > 0 ? 1 : 0;
}

/** What a row says that its unit had; nothing where its cell is empty. */
function variantsOf({ attributes }: Row, { all, listed }: Had): Record<string, string> {
  const { variant } = attributes;
  return listed === undefined || variant === undefined ? all : { ...all, [listed]: String(variant) };
}

function expectVariants(file: string, columns: string[], { listed }: Had): void {
  if (listed === undefined || columns.includes('variant')) return;
  const sentence = `${file} has no column variant, which --experiment ${listed} needs. tramo assign adds one.`;
  throw new TramoError('invalid', sentence);
}
