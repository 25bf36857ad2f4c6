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

/** A JSON Schema as zod writes it. */
export type Schema = z.core.JSONSchema.JSONSchema;

/**
 * zod's own metadata, with an id for the schemas that have a name here: zod writes those once and points at them. Not a class
 * of its own: with z.core at run time a bundle takes all of zod, 335 kB of it languages.
 */
function withNames(named: Record<string, z.ZodType>) {
  const ids = new Map<unknown, string>(Object.entries(named).map(([name, schema]) => [schema, name]));
  const get = (schema: z.core.$ZodType) => {
    const id = ids.get(schema);
    const meta = z.globalRegistry.get(schema);
    return id === undefined ? meta : { ...meta, id };
  };
  return Object.assign(z.registry<z.core.GlobalMeta>(), { get });
}

/**
 * The JSON Schemas of some schemas by their names, each written once: where one holds another, `$ref` names it. Of what holds
 * itself any JSON alone may go without a name: it is `Json`. Objects that leave unknown keys out let them come.
 */
export function namedSchemas(named: Record<string, z.ZodType>, io: 'input' | 'output'): Record<string, Schema> {
  const { $defs = {} } = z.toJSONSchema(z.object(named), {
    io,
    metadata: withNames(named),
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodObject && zodSchema.def.catchall === undefined)
        delete jsonSchema.additionalProperties;
    },
  });
  const written: Record<string, Schema> = JSON.parse(JSON.stringify($defs).replaceAll(/__schema\d+/g, 'Json'));
  return Object.fromEntries(Object.entries(written).map(([name, { id: _, ...schema }]) => [name, schema]));
}
