import { stringify } from 'yaml';
import * as z from 'zod';

type Path = readonly (string | number)[];
type Node = z.core.JSONSchema.JSONSchema;

/** A document with one wrong value in it, as text, as no JavaScript value would hold some of them: NaN, `__proto__`. */
export interface Fault {
  what: string;
  /** Where it stands, as a mistake names it: `stages.0.enters`. */
  path: string;
  text: string;
  /** The line it stands in; where something is missing there is none. */
  line?: number;
  /** The key that was meant where one is misspelt. */
  nearest?: string;
}

/** What of a schema was walked: a property that no valid document shows would have no faults. */
export interface Walked {
  faults: Fault[];
  /** Properties that the valid document leaves out, as `stages.0: window`. */
  unseen: string[];
}

const MARK = 'fault-is-here';
const DEEP = 10_000;
const LONG = '"x"'.replace('x', 'x'.repeat(20_000));
const LIST = `[${'0,'.repeat(60_000)}0]`;

type Named = [what: string, text: string];

const HUGE: Named[] = [
  [`lists ${DEEP} deep`, '['.repeat(DEEP) + ']'.repeat(DEEP)],
  [`objects ${DEEP} deep`, `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`],
  ['a list of 60,001', LIST],
];

/** Whether a fault is slow to read, and the same wherever it stands. */
export const isHuge = ({ what }: Fault) => HUGE.some(([name]) => name === what);

/** How a document is written, each value on a line of its own, and what is wrong wherever it stands. */
const FORMS = {
  json: {
    write: (document: unknown) => JSON.stringify(document, null, 1),
    anywhere: [['NaN', 'NaN'], ['-Infinity', '-Infinity'], ['undefined', 'undefined'], ...HUGE] as Named[],
  },
  yaml: {
    write: (document: unknown) => stringify(document, { lineWidth: 0 }),
    anywhere: [
      ['NaN', '.nan'],
      ['-Infinity', '-.inf'],
      ['an alias', '*nobody'],
      ['a tag', '!!js/x x'],
      ...HUGE,
    ] as Named[],
  },
};
type Form = keyof typeof FORMS;
const TYPES: Record<string, string> = {
  string: '"x"',
  number: '7',
  boolean: 'true',
  null: 'null',
  array: '[[]]',
  object: '{"x":{}}',
};
const TEXTS: Named[] = [
  ['no text', '""'],
  ['half a character', '"a\\ud800"'],
];
const ENDLESS: Named = ['1e999', '1e999'];
const NUMBERS: Named[] = [
  ['1e300', '1e300'],
  ['-1e300', '-1e300'],
];

/**
 * Every fault at every place of a valid document. What is wrong there is told by the JSON Schema (types, required keys, known
 * keys) and by rules that hold everywhere. `free`: places where any text or number is right.
 */
export function walk(
  schema: z.ZodType,
  valid: unknown,
  { free = /^$/, form: written = 'json' }: { free?: RegExp | undefined; form?: Form } = {},
): Walked {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const found: Fault[] = [];
  const seen = new Map<Node, { path: Path; keys: Set<string> }>();
  const visit = (nodes: Node[], value: unknown, path: Path) => {
    const forms = nodes.flatMap((each) => formsOf(each, root));
    const anything = takesAnything(forms);
    found.push(...valueFaults(forms, { valid, written, path, free: free.test(path.join('.')), anything }));
    if (anything && isRecord(value)) found.push(...keyFaults(undefined, { valid, written, path, keys: [] }));
    else if (Array.isArray(value) && !anything) {
      const items = forms.flatMap((form) => partsOf(form.prefixItems ?? form.items));
      value.forEach((each, index) => void visit(items, each, [...path, index]));
    } else if (isRecord(value)) {
      const form = formOf(forms, value);
      found.push(...keyFaults(form, { valid, written, path, keys: Object.keys(value) }));
      for (const each of forms.filter(({ properties }) => properties)) remember(each, each === form ? value : {}, path);
      for (const [key, each] of Object.entries(value)) {
        const inner = form?.properties?.[key] ?? form?.additionalProperties;
        visit(partsOf(inner), each, [...path, key]);
      }
    }
  };
  const remember = (form: Node, value: object, path: Path) => {
    const known = seen.get(form) ?? { path, keys: new Set<string>() };
    for (const key of Object.keys(value)) known.keys.add(key);
    seen.set(form, known);
  };
  visit([root], valid, []);
  const parts = [...seen].flatMap(([form, { path, keys }]) =>
    Object.entries(form.properties ?? {}).map(([key, part]) => {
      return { place: `${path.join('.')}: ${key}`, part: `${key} ${JSON.stringify(part)}`, shown: keys.has(key) };
    }),
  );
  // What several forms share need be shown by one of them.
  const shown = new Set(parts.flatMap((each) => (each.shown ? each.part : [])));
  const unseen = parts.filter(({ part }) => !shown.has(part)).map(({ place }) => place);
  return { faults: found, unseen };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function partsOf(part: unknown): Node[] {
  return [part].flat().filter((each): each is Node => typeof each === 'object' && each !== null);
}

/** The alternatives of a node, references followed. */
function formsOf(node: Node, root: Node): Node[] {
  if (node.$ref !== undefined) {
    const name = node.$ref.replace('#/$defs/', '');
    return node.$ref === '#' ? formsOf(root, root) : partsOf(root.$defs?.[name]).flatMap((each) => formsOf(each, root));
  }
  const choices = node.anyOf ?? node.oneOf;
  return choices ? partsOf(choices).flatMap((each) => formsOf(each, root)) : [node];
}

/** The alternative that an object is one of: the one whose needed keys it has, whose constants it bears and that knows most of it. */
function formOf(forms: Node[], value: Record<string, unknown>): Node | undefined {
  const fits = (form: Node) =>
    form.type === 'object' &&
    (form.required ?? []).every((key) => Object.hasOwn(value, key)) &&
    Object.entries(form.properties ?? {}).every(([key, each]) => {
      const constant = typeof each === 'object' ? each.const : undefined;
      return constant === undefined || constant === value[key];
    }) &&
    (form.additionalProperties !== false ||
      Object.keys(value).every((key) => Object.hasOwn(form.properties ?? {}, key)));
  const strict = forms.filter(fits).filter((form) => form.additionalProperties === false);
  return strict[0] ?? forms.find(fits);
}

interface At {
  valid: unknown;
  written: Form;
  path: Path;
}

/** Any JSON: its parts have no faults of their own. */
function takesAnything(forms: Node[]): boolean {
  return forms.some((form) => Object.keys(form).every((key) => key === 'description')) || typesOf(forms).size > 5;
}

function typesOf(forms: Node[]): Set<string> {
  const named = (values: unknown[]) => values.filter((each) => each !== undefined).map((each) => typeof each);
  return new Set(forms.flatMap(({ type, const: only, enum: some }) => type ?? named([only, some].flat())));
}

function valueFaults(forms: Node[], { free, anything, ...at }: At & { free: boolean; anything: boolean }): Fault[] {
  const types = typesOf(forms);
  const put = ([what, text]: Named): Fault => ({ what, path: at.path.join('.'), ...replaced(at, text) });
  const counts = types.has('number') || types.has('integer');
  const wrong = Object.entries(TYPES).filter(([type]) => !types.has(type) && !(type === 'number' && counts));
  const long = !free || forms.some(({ maxLength }) => maxLength !== undefined);
  return [
    ...FORMS[at.written].anywhere.map(put),
    ...(anything ? [] : wrong.map(([type, text]) => put([`${type} for ${[...types].join(' or ')}`, text]))),
    ...(long ? [put(['20,000 characters', LONG])] : []),
    ...(!anything && !free && types.has('string') ? TEXTS.map(put) : []),
    ...(!anything && counts ? [put(ENDLESS)] : []),
    ...(!anything && counts && !free ? NUMBERS.map(put) : []),
    ...(types.has('integer') && !types.has('number') ? [put(['a half', '1.5'])] : []),
  ];
}

function keyFaults(form: Node | undefined, { keys, ...at }: At & { keys: string[] }): Fault[] {
  const place = (key: string) => [...at.path, key].join('.');
  const needed = (form?.required ?? []).filter((key) => keys.includes(key));
  const strict = form?.additionalProperties === false;
  const [named, wrong] = ['__proto__', 'k'.repeat(2000)];
  return [
    ...needed.map((key) => ({ what: 'nothing', path: place(key), text: without(at, key) })),
    ...(strict ? keys : []).map((key) => {
      const slip = `${key}${key.at(-1)}`;
      return { what: 'a misspelt key', path: place(slip), nearest: key, ...renamed(at, key, slip) };
    }),
    { what: 'a key named __proto__', path: place(named), ...added(at, `"${named}": {"polluted":true}`) },
    { what: 'a key of 2,000 characters', path: place(`${wrong.slice(0, 59)}…`), ...added(at, `"${wrong}": 1`) },
  ];
}

type Written = Pick<Fault, 'text'> & { line: number };

/** The document with other text where the mark stands in it. */
function marked(
  { valid, written, path }: At,
  change: (value: unknown) => unknown,
  mark: RegExp,
  text: string,
): Written {
  const before = FORMS[written].write(edit(valid, path, change));
  const { index } = mark.exec(before)!;
  return { text: before.replace(mark, () => text), line: before.slice(0, index).split('\n').length };
}

const VALUE = new RegExp(`"?${MARK}"?`);
const KEY = new RegExp(`"?${MARK}"?:`);
const ENTRY = new RegExp(`"?${MARK}"?: "?${MARK}"?`);

function replaced(at: At, text: string): Written {
  return marked(at, () => MARK, VALUE, text);
}

function added(at: At, entry: string): Written {
  return marked(at, (value) => ({ ...Object(value), [MARK]: MARK }), ENTRY, entry);
}

function renamed(at: At, key: string, name: string): Written {
  const entry = ([each, value]: [string, unknown]) => [each === key ? MARK : each, value];
  return marked(at, (value) => Object.fromEntries(Object.entries(Object(value)).map(entry)), KEY, `"${name}":`);
}

function without({ valid, written, path }: At, key: string): string {
  const others = (value: unknown) => Object.fromEntries(Object.entries(Object(value)).filter(([each]) => each !== key));
  return FORMS[written].write(edit(valid, path, others));
}

function edit(document: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(document);
  if (Array.isArray(document)) return document.map((each, index) => (index === step ? edit(each, rest, change) : each));
  return Object.fromEntries(
    Object.entries(Object(document)).map(([key, each]) => [key, key === step ? edit(each, rest, change) : each]),
  );
}
