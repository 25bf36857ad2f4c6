import * as z from 'zod';
import type { Detail } from '../errors.ts';
import { excess } from './bounds.ts';
import { nearest } from './nearest.ts';
import { choices, describe, plain } from './words.ts';

const MOST = 100;

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;
/** One mistake; `missing` and `unknown` are two views of one misspelt key. */
interface Finding {
  path: Path;
  kind: 'unknown' | 'missing' | 'rule' | 'value';
  found: string;
  expected: string;
  nearest?: string | undefined;
}

/**
 * Reads a value from outside by its schema: the value with its defaults, or one sentence a mistake (at most 100). Takes
 * anything that JSON or YAML can hold, however deep or large, and never throws.
 */
export function check<S extends z.ZodType>(schema: S, value: unknown): { value: z.output<S> } | { details: Detail[] } {
  const excessive = excess(value, unread(schema));
  if (excessive) return { details: [detail(excessive)] };
  const parsed = schema.safeParse(value, { error: expectation, reportInput: true });
  if (parsed.success) return { value: parsed.data };
  const all = findings(parsed.error.issues.slice(0, MOST), []).slice(0, MOST);
  return { details: all.map((each) => detail(each.kind === 'rule' ? { ...each, ...held(value, each) } : each)) };
}

/** A rule is asked of a whole object and may blame one of its keys: what stands there was found, or that nothing does. */
function held(document: unknown, { path }: Finding): { found: string } {
  let value = document;
  for (const key of path) value = value === null || typeof value !== 'object' ? undefined : Reflect.get(value, key);
  return { found: value === undefined && path.length > 0 ? nothingUnder(path) : describe(value) };
}

/** One mistake as a sentence, with its parts beside it. */
export function detail(mistake: Omit<Finding, 'kind'>): Detail {
  const { found, expected, nearest: near } = mistake;
  const start = `${found.charAt(0).toUpperCase()}${found.slice(1)}`;
  const message = `${start}. Expected ${expected}.${near === undefined ? '' : ` Nearest: ${near}.`}`;
  return { path: pathText(mistake.path), message, found, expected, ...(near === undefined ? {} : { nearest: near }) };
}

/** A path as text: `stages.0.enters`. */
export function pathText(path: Path): string {
  return path.map((part) => plain(String(part))).join('.');
}

const KEY = /^(an unknown|a) key\b/;

/** Whether a mistake is about the key at its path, not about what stands under it. */
export function aboutKey({ found }: Detail): boolean {
  return found !== undefined && KEY.test(found);
}

/** Keys of the outermost object that the schema leaves for somebody else to check, such as the events of a batch. */
function unread(schema: z.ZodType): Set<string> {
  const shape: Record<string, z.core.$ZodType> = schema instanceof z.ZodObject ? schema.shape : {};
  const left = Object.entries(shape).filter(
    ([, each]) => each instanceof z.ZodArray && each.element instanceof z.ZodUnknown,
  );
  return new Set(left.map(([key]) => key));
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};

/** An amount with what it counts. */
function amount(number: number | bigint, origin: string): string {
  const one = Number(number) === 1;
  if (origin === 'string') return `${number} ${one ? 'character' : 'characters'}`;
  return origin === 'array' ? `${number} ${one ? 'entry' : 'entries'}` : String(number);
}

/** The message of every issue is what is expected there; that of an unknown key, or of an unknown form, the known keys. */
const expectation: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return shapeOf(issue.inst) ?? TYPES[issue.expected] ?? issue.expected;
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${amount(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${amount(issue.maximum, issue.origin)}`;
    case 'invalid_value':
      return choices(issue.values.map(String));
    case 'unrecognized_keys':
      return known(issue.inst).join(' ');
    case 'invalid_union':
      if (issue.errors.length === 0) return known(issue.inst).join(' ');
      return choices([...new Set(issue.errors.flatMap(([first]) => first?.message ?? []))]);
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'another key';
    case 'invalid_format':
      return `text in the format ${issue.format}`;
    default:
      return 'another value';
  }
};

function known(schema: unknown): string[] {
  if (schema instanceof z.ZodDiscriminatedUnion) return schema.options.flatMap(known);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function shapeOf(schema: unknown): string | undefined {
  const keys = known(schema);
  return keys.length === 0 ? undefined : `{ ${keys.slice(0, 4).join(', ')}${keys.length > 4 ? ', …' : ''} }`;
}

/** Findings of the issues of one branch, whose paths begin after `base`. */
function findings(issues: readonly Issue[], base: Path): Finding[] {
  const all = firsts(issues).flatMap((issue) => finding(issue, [...base, ...issue.path]));
  const explained = new Set(all.flatMap((each) => (each.kind === 'unknown' ? misspelt(each) : [])));
  const places = new Set(all.flatMap((each) => (each.kind === 'unknown' ? [pathText(each.path.slice(0, -1))] : [])));
  return all.filter(
    (each) =>
      !(each.kind === 'missing' && explained.has(pathText(each.path))) &&
      !(each.kind === 'rule' && places.has(pathText(each.path))),
  );
}

/** Without those of a value of another type: of a text in place of a list its bounds were asked as well. */
function firsts(issues: readonly Issue[]): Issue[] {
  const mistyped = new Set<string>();
  return issues.filter(({ code, path }) => {
    const place = pathText(path);
    if (mistyped.has(place)) return false;
    if (code === 'invalid_type') mistyped.add(place);
    return true;
  });
}

/** The place where the key that was meant is missing. */
function misspelt({ path, nearest: near }: Finding): string[] {
  return near === undefined ? [] : [pathText([...path.slice(0, -1), near])];
}

function finding(issue: Issue, path: Path): Finding[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.slice(0, MOST).map((key) => unknownKey(issue, key, path));
  if (issue.code === 'invalid_union') return union(issue, path);
  if (issue.code === 'invalid_key') {
    return [
      { path, kind: 'value', found: `a key that does not fit: ${plain(String(path.at(-1)))}`, expected: issue.message },
    ];
  }
  const values = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  return [
    simple(path, issue.input, issue.message, {
      values,
      rule: issue.code === 'custom' && typeof issue.input === 'object',
    }),
  ];
}

function simple(
  path: Path,
  input: unknown,
  expected: string,
  { values = [], rule = false }: { values?: string[]; rule?: boolean },
): Finding {
  if (input === undefined && path.length > 0) {
    return { path, kind: 'missing', found: nothingUnder(path), expected };
  }
  const near = typeof input === 'string' ? nearest(input, values) : undefined;
  return { path, kind: rule ? 'rule' : 'value', found: describe(input), expected, nearest: near };
}

function nothingUnder(path: Path): string {
  return `nothing under ${plain(String(path.at(-1)))}`;
}

function unknownKey(issue: z.core.$ZodIssueUnrecognizedKeys, key: string, path: Path): Finding {
  const keys = issue.message.split(' ').filter((each) => each !== '');
  const absent = keys.filter((each) => issue.input === undefined || !Object.hasOwn(issue.input, each));
  return {
    path: [...path, key],
    kind: 'unknown',
    found: `an unknown key: ${plain(key)}`,
    expected: absent.length > 0 ? choices(absent) : `only ${choices(keys)}`,
    nearest: nearest(key, absent) ?? nearest(key, keys),
  };
}

/** A value that fits no branch: the mistakes of the branch that comes nearest, where one is of the same type at all. */
function union(issue: z.core.$ZodIssueInvalidUnion, path: Path): Finding[] {
  if (issue.errors.length === 0) {
    const own = issue.discriminator;
    const held = own === undefined ? issue.input : Object(issue.input)[own];
    const values = 'options' in issue ? (issue.options ?? []).map(String) : [];
    return [slip(issue, path) ?? simple(path, held, choices(values), { values })];
  }
  const [near, next] = issue.errors
    .filter((branch) => !branch.some(isOtherType))
    .map((branch) => findings(branch, path))
    .sort((a, b) => a.length - b.length);
  const either = near?.length === next?.length && [near, next].flat().every((each) => each?.kind === 'missing');
  return near === undefined || either ? [simple(path, issue.input, issue.message, {})] : near;
}

/** The key that tells the forms apart, misspelt. */
function slip({ discriminator, message, input }: z.core.$ZodIssueInvalidUnion, path: Path): Finding | undefined {
  if (discriminator === undefined || input === null || typeof input !== 'object' || discriminator in input)
    return undefined;
  const keys = message.split(' ');
  const key = nearest(
    discriminator,
    Object.keys(input).filter((each) => !keys.includes(each)),
  );
  if (key === undefined) return undefined;
  const [found, expected] = [`an unknown key: ${plain(key)}`, discriminator];
  return { path: [...path.slice(0, -1), key], kind: 'unknown', found, expected, nearest: discriminator };
}

function isOtherType(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') return issue.errors.every((branch) => branch.some(isOtherType));
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}
