import type { Schema } from '../define/schema.ts';
import { visible } from '../define/words.ts';

const WORD = /^[A-Za-z_$][\w$]*$/;

/** A word or a text as a key of a type. */
export const keyText = (key: string): string => (WORD.test(key) ? key : textOf(key));

/** A text in single quotes. */
export function textOf(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1);
  return `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A comment, a line each; what would end it early, or begin a tag of its own, is taken apart. */
export function comment(lines: readonly string[], indent = ''): string {
  const safe = lines.map((line) => visible(line.replaceAll(/\s+/g, ' ')).replaceAll('*/', '* /'));
  if (safe.length === 0) return '';
  if (safe.length === 1) return `${indent}/** ${safe[0]} */\n`;
  return `${indent}/**\n${safe.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

/**
 * The TypeScript type of a JSON Schema: objects over several lines, each key with its description and default. `$ref` is the
 * name behind its last slash.
 */
export function typeText(schema: Schema | boolean, indent = ''): string {
  if (typeof schema === 'boolean') return schema ? 'unknown' : 'never';
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1)!;
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return [...new Set(branches.map((each) => typeText(each, indent)))].join(' | ');
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(' | ');
  if (schema.type === 'object') return objectText(schema, indent);
  if (schema.type === 'array') return listText(schema, indent);
  if (schema.type === 'integer') return 'number';
  return schema.type === undefined ? 'unknown' : String(schema.type);
}

const literal = (value: unknown): string => (typeof value === 'string' ? textOf(value) : String(value));

function listText({ prefixItems, items = true }: Schema, indent: string): string {
  if (prefixItems) return `[${prefixItems.map((each) => typeText(each, indent)).join(', ')}]`;
  const item = typeText(Array.isArray(items) ? true : items, indent);
  return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
}

/** In a type with keys of its own, the type of every other key holds for these as well. */
function objectText(
  { properties = {}, required = [], additionalProperties: rest = false }: Schema,
  indent: string,
): string {
  const inner = `${indent}  `;
  const entries = Object.entries(properties);
  const own = entries.map(([key, schema]) => {
    const mark = required.includes(key) ? '' : '?';
    return `${documentation(schema, inner)}${inner}${keyText(key)}${mark}: ${typeText(schema, inner)};\n`;
  });
  const types = [rest, ...entries.map(([, schema]) => schema)].map((each) => typeText(each, inner));
  const others = entries.length > 0 ? [...new Set([...types, 'undefined'])] : types;
  if (rest !== false) own.push(`${inner}[name: string]: ${others.join(' | ')};\n`);
  return own.length === 0 ? 'Record<string, never>' : `{\n${own.join('')}${indent}}`;
}

function documentation(schema: Schema | boolean, indent: string): string {
  if (typeof schema === 'boolean') return '';
  const { description, default: otherwise } = schema;
  const told = otherwise !== undefined && typeof otherwise !== 'object';
  const words = [description, told ? `${literal(otherwise)} unless given.` : undefined].filter(
    (each) => each !== undefined,
  );
  return comment(words.length > 0 ? [words.join(' ')] : [], indent);
}

/** The schema that fits some JSON values: objects are laid over each other, a key that one lacks is optional. */
export function schemaOfValues(values: readonly unknown[]): Schema {
  const kinds = Map.groupBy(values, kindOf);
  const branches = KINDS.flatMap((kind) => {
    const found = kinds.get(kind);
    return found ? [schemaOfKind(kind, found)] : [];
  });
  return branches.length === 1 ? branches[0]! : { anyOf: branches };
}

const KINDS = ['string', 'number', 'boolean', 'array', 'object', 'null'] as const;
type Kind = (typeof KINDS)[number];

function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

function schemaOfKind(kind: Kind, values: readonly unknown[]): Schema {
  if (kind === 'array') {
    const items: unknown[] = values.flat();
    return { type: 'array', items: items.length === 0 ? false : schemaOfValues(items) };
  }
  if (kind !== 'object') return { type: kind };
  const all = values.map((value) => new Map(Object.entries(Object(value))));
  const keys = [...new Set(all.flatMap((each) => [...each.keys()]))];
  const properties = keys.map((key) => [
    key,
    schemaOfValues(all.flatMap((each) => (each.has(key) ? [each.get(key)] : []))),
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: keys.filter((key) => all.every((each) => each.has(key))),
  };
}
