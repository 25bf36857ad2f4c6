import * as z from 'zod';
import { Experiment, variantValue } from '../define/experiment.ts';
import { STATES } from '../define/lifecycle.ts';
import { Decided } from '../define/registry.ts';
import { comment, keyText, schemaOfValues, textOf, typeText } from './typescript.ts';

/** What is known of an experiment: its definition, and where a server told it what became of it. */
export const Named = z
  .object(Experiment.shape)
  .extend({ state: z.enum(STATES).optional(), decision: Decided.optional() });
export type Named = z.infer<typeof Named>;

/** The first line of the file, by which it is known. */
export const WRITTEN_BY =
  '// Written by tramo types: the experiments that code may ask for. Write it anew when they change.';

/**
 * The file with which code may ask for these experiments and no others, by their variants and values: it adds to the types of
 * `tramo/browser`, which all clients share. What is over is deprecated. The same experiments give the same text. Experiments
 * whose split is made elsewhere are no client's to ask for.
 */
export function declarationOf(experiments: readonly Named[]): string {
  const asked = experiments.filter(({ assignment }) => assignment === 'hashed');
  const sorted = asked.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const over = sorted.flatMap((each) => overloads(each, experiments));
  const client = over.length === 0 ? '' : `\n  interface Client {\n${over.join('')}  }\n`;
  const named = sorted.map(experimentText).join('');
  const known = named === '' ? '  interface Experiments {}\n' : `  interface Experiments {\n${named}  }\n`;
  return `${WRITTEN_BY}\nexport {};\n\ndeclare module 'tramo/browser' {\n${known}${client}}\n`;
}

function experimentText({ key, name, variants, serverOnly }: Named): string {
  const title = name === undefined ? [] : [typeof name === 'string' ? name : name.en];
  const about = [...title, ...(serverOnly ? ['On servers only: a browser gets its default.'] : [])];
  const type = {
    type: 'object' as const,
    properties: { variant: { enum: variants.map((each) => each.key) }, value: valueSchema(variants) },
    required: ['variant', 'value'],
  };
  return `${comment(about, '    ')}    ${keyText(key)}: ${typeText(type, '    ')};\n`;
}

/** Without values of their own the keys are what the code gets. */
function valueSchema(variants: Named['variants']) {
  const values = variants.map(variantValue);
  return variants.every(({ value }) => value === undefined)
    ? { enum: variants.map(({ key }) => key) }
    : schemaOfValues(values);
}

/** A call that names an experiment which is over has a form of its own: only of calls do editors say that they are deprecated. */
function overloads({ key, ...rest }: Named, experiments: readonly Named[]): string[] {
  const end = endOf({ key, ...rest }, experiments);
  if (end === undefined) return [];
  const name = textOf(key);
  const forms = [
    `variant(experiment: ${name}): Experiments[${name}]['variant'] | undefined;`,
    `value(experiment: ${name}, otherwise: Experiments[${name}]['value'], options?: { expose?: boolean }): Experiments[${name}]['value'];`,
    `exposed(experiment: ${name}): void;`,
  ];
  return forms.map((form) => `${comment([`@deprecated ${end}`], '    ')}    ${form}\n`);
}

/** How an experiment ended, and what its code is to become; undefined while it has not. */
function endOf({ key, state, decision }: Named, experiments: readonly Named[]): string | undefined {
  if (state === 'stopped') return 'Stopped, and not decided yet: nobody gets a variant of it.';
  if (decision === undefined) return undefined;
  const because = decision.because === undefined ? '' : ` Because: ${decision.because}`;
  const child = experiments.find(({ parent }) => parent === key)?.key;
  const ends = {
    ship: `Shipped: ${decision.variant}. Write its value into the code, and ask no more.`,
    iterate: `Iterated: nobody gets a variant of it. ${child === undefined ? 'Another try follows.' : `The next try is ${child}.`}`,
    discard: 'Discarded: nobody gets a variant of it. Take it out of the code.',
  };
  return `${ends[decision.decision]}${because}`;
}
