import * as z from 'zod';
import { Calendar } from './calendar.ts';
import { Experiment } from './experiment.ts';
import { Holdouts } from './holdout.ts';
import { Journey } from './journey.ts';

/** The JSON Schemas of the definition files, by file name, for editors. */
export function jsonSchemas(): Record<string, object> {
  return {
    'journey.schema.json': ofObject(Journey),
    'experiment.schema.json': ofObject(Experiment),
    'holdouts.schema.json': z.toJSONSchema(Holdouts, { io: 'input' }),
    'calendar.schema.json': z.toJSONSchema(Calendar, { io: 'input' }),
  };
}

/** JSON files name their schema under `$schema`, which is no key of a definition. */
function ofObject(schema: z.ZodObject): object {
  const { properties, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { ...rest, properties: { $schema: { type: 'string' }, ...properties } };
}
