import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Audience, Condition } from '../shared/define/audience.ts';
import { Calendar, CalendarEntry } from '../shared/define/calendar.ts';
import { Experiment, Variant } from '../shared/define/experiment.ts';
import { Holdout, Holdouts } from '../shared/define/holdout.ts';
import { Journey, Metric, Persona, Source, Stage, Touchpoint } from '../shared/define/journey.ts';
import { Text } from '../shared/define/key.ts';
import { namedSchemas, type Schema } from '../shared/define/schema.ts';
import { comment, typeText } from '../shared/views/typescript.ts';

const NAMES = { Journey, Stage, Touchpoint, Persona, Source, Metric };
const MORE = { Experiment, Variant, Holdouts, Holdout, Calendar, CalendarEntry, Audience, Condition, Text };

const HEAD = `// Written from the schemas by node sdk/declare.ts: what a definition may hold, for editors and without zod.
// biome-ignore-all format: written by a program
`;

/** The types of the definitions, as the text of sdk/definition.ts. */
export function declarations(): string {
  const schemas = Object.entries(namedSchemas({ ...NAMES, ...MORE }, 'input'));
  return HEAD + schemas.map(([name, schema]) => declaration(name, schema)).join('');
}

function declaration(name: string, schema: Schema): string {
  const text = typeText(schema);
  const about = comment(schema.description === undefined ? [] : [schema.description]);
  const written =
    text.startsWith('{') && schema.type === 'object' ? `interface ${name} ${text}` : `type ${name} = ${text};`;
  return `\n${about}export ${written}\n`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(import.meta.dirname, 'definition.ts'), declarations());
