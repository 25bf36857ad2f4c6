/** HTML or SVG that is safe to send. Made by the `html` tag only. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | undefined | false | readonly Part[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
// What HTML forbids in text, and what turns the reading direction of the words around it.
const FORBIDDEN = /(?![\n\t])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;

/** Text as HTML shows it, in an element and in a quoted attribute alike. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(FORBIDDEN, '\uFFFD')
    .replace(/[&<>"']/g, (found) => ENTITIES[found]!);
}

function written(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(written).join('');
  return escaped(String(part));
}

/**
 * HTML with every value escaped, but for values that are HTML themselves; lists are joined, undefined and false left
 * out. Templates may be indented: lines keep their ends and lose their indentation.
 */
export function html(parts: TemplateStringsArray, ...values: Part[]): Html {
  const [first = '', ...rest] = parts.map((part) => part.replace(/\n\s+/g, '\n'));
  return new Html(rest.reduce((text, part, place) => text + written(values[place]) + part, first));
}
