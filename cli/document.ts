import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { aboutKey, detail } from '../shared/define/sentence.ts';
import { plain } from '../shared/define/words.ts';
import type { Detail } from '../shared/errors.ts';

/** Where something stands in a file: line and column from 1, how many characters it takes there, and the whole line. */
export interface Place {
  line: number;
  column: number;
  length: number;
  source: string;
}

export type Placed = { detail: Detail; place: Place };

/** A file of definitions, read: its value, and where the place of a mistake in it is; or what is wrong with the text. */
export type Written = { value: unknown; locate: (mistake: Detail) => Place } | { mistakes: Placed[] };

/** Aliases may unfold a value a hundred times, not a billion. */
const MOST_ALIASES = 100;
const MOST_NODES = 50_000;
const MOST_FAULTS = 100;

/** Reads YAML, or what must be JSON, which is YAML too: of that the places are known. Never throws. */
export function readDocument(text: string, form: 'yaml' | 'json' = 'yaml'): Written {
  const counter = new LineCounter();
  // Unique keys are checked in `faults`: the parser compares each key with all before it, which takes minutes in a large file.
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const at = placer(text, counter);
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken) return { mistakes: [{ detail: mistake(...syntax(broken.code, broken.message)), place: at(broken.pos) }] };
  const found = faults(document, at);
  if (found.length > 0) return { mistakes: found };
  if (form === 'json' && !isJson(text)) return { mistakes: [{ detail: NOT_JSON, place: at(bare(document, text)) }] };
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { value, locate: (each) => at(rangeOf(document, each)) };
  } catch {
    return {
      mistakes: [{ detail: mistake('aliases that unfold without end', 'the values themselves'), place: at([0, 1]) }],
    };
  }
}

function mistake(found: string, expected: string): Detail {
  return detail({ path: [], found, expected });
}

const NOT_JSON = mistake('text that is not JSON', 'JSON: text in double quotes, no comments, no comma after the last');

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The first text that stands without double quotes, which YAML allows: a word, NaN. Else the whole. */
function bare(document: Document, text: string): Range {
  let range: Range | undefined;
  visit(document, {
    Scalar(_, { value, type, range: own }) {
      if (typeof value !== 'string' || type === 'QUOTE_DOUBLE') return undefined;
      range = own ?? undefined;
      return visit.BREAK;
    },
  });
  return range ?? [0, text.length];
}

function syntax(code: string, message: string): [string, string] {
  if (code === 'TAB_AS_INDENT') return ['a tab before the text', 'spaces'];
  if (code === 'MULTIPLE_DOCS') return ['a second document after ---', 'one document a file'];
  if (code === 'RESOURCE_EXHAUSTION') return ['more levels of nesting than can be read', 'at most 32'];
  if (code === 'TAG_RESOLVE_FAILED') return [`a tag: ${plain(message.replace(/^.*: /, ''))}`, 'a value without a tag'];
  return [`text that is not YAML: ${plain(message)}`, 'YAML; quotes around text that holds : # [ ] { } or "'];
}

type Range = readonly [number, number, ...number[]];

function placer(text: string, counter: LineCounter): (range: Range) => Place {
  return ([start, end]) => {
    const { line, col: column } = counter.linePos(start);
    const from = start - column + 1;
    const stop = text.indexOf('\n', from);
    const source = text.slice(from, stop === -1 ? undefined : stop).trimEnd();
    return { line, column, length: Math.max(1, Math.min(end - start, source.length - column + 1)), source };
  };
}

/** What YAML allows and definitions do not: a key twice, a key that is no text, an alias of nothing. */
function faults(document: Document, at: (range: Range) => Place): Placed[] {
  const anchors = new Set<string>();
  const found: Placed[] = [];
  const add = (node: { range?: Range | null | undefined }, sentence: string, expected: string) => {
    if (found.length < MOST_FAULTS)
      found.push({ detail: mistake(sentence, expected), place: at(node.range ?? [0, 1]) });
  };
  const open: unknown[] = [document.contents];
  for (let seen = 0; open.length > 0 && seen < MOST_NODES; seen++) {
    const node = open.pop();
    if (isAlias(node)) {
      if (!anchors.has(node.source))
        add(node, `an alias of nothing: *${plain(node.source)}`, `&${plain(node.source)} before it`);
      continue;
    }
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor) anchors.add(node.anchor);
    if (isSeq(node)) open.push(...node.items.slice(0, MOST_NODES).reverse());
    if (isMap(node)) {
      keyFaults(node, add);
      open.push(
        ...node.items
          .slice(0, MOST_NODES)
          .map(({ value }) => value)
          .reverse(),
      );
    }
  }
  return found;
}

function keyFaults(map: YAMLMap, add: (node: Node, sentence: string, expected: string) => void): void {
  const keys = new Set<string>();
  for (const { key } of map.items) {
    if (!isScalar(key) || key.value === null || typeof key.value === 'object') {
      add(isNode(key) ? key : map, 'a key that is not text', 'a word before the colon');
      continue;
    }
    const name = String(key.value);
    if (keys.has(name)) add(key, `a key that stands twice: ${plain(name)}`, 'each key once');
    keys.add(name);
  }
}

/** Where a mistake's path leads: to the value there, to its key, or, where nothing is there, to the key that holds it. */
function rangeOf(document: Document, mistake: Detail): Range {
  let rest = mistake.path;
  let node: unknown = document.contents;
  let last: Range = [0, 1];
  while (rest !== '') {
    const step = stepInto(node, rest);
    if (!step) return last;
    last = step.range ?? last;
    node = step.value;
    rest = step.rest;
  }
  const own = isNode(node) && node.range;
  return aboutKey(mistake) || !own ? last : own;
}

/** One step down a path. The keys of a map decide where a step ends: a key may hold a dot. */
function stepInto(node: unknown, path: string): { value: unknown; range: Range | undefined; rest: string } | undefined {
  if (isSeq(node)) {
    const index = path.split('.')[0]!;
    const value = node.items[Number(index)];
    if (value === undefined) return undefined;
    const range = isNode(value) ? (value.range ?? undefined) : undefined;
    return { value, range, rest: path.slice(index.length + 1) };
  }
  if (!isMap(node)) return undefined;
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? plain(String(key.value)) : undefined;
    if (name === undefined || (path !== name && !path.startsWith(`${name}.`))) continue;
    return { value, range: isScalar(key) ? (key.range ?? undefined) : undefined, rest: path.slice(name.length + 1) };
  }
  return undefined;
}
