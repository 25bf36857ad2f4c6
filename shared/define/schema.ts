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

/** zod's own metadata, with an id for the schemas that have a name here: zod writes those once and points at them. */
class Names extends z.core.$ZodRegistry<z.core.GlobalMeta> {
  private readonly ids: ReadonlyMap<z.core.$ZodType, string>;

  constructor(named: Record<string, z.core.$ZodType>) {
    super();
    this.ids = new Map(Object.entries(named).map(([name, schema]) => [schema, name]));
  }

  override get(schema: z.core.$ZodType) {
    const id = this.ids.get(schema);
    const meta = z.globalRegistry.get(schema);
    return id === undefined ? meta : { ...meta, id };
  }
}

/** The JSON Schemas of some schemas by their names, each written once: where one holds another, `$ref` names it. */
export function namedSchemas(named: Record<string, z.ZodType>, io: 'input' | 'output'): Record<string, Schema> {
  const { $defs = {} } = z.toJSONSchema(z.object(named), { io, metadata: new Names(named), unrepresentable: 'any' });
  return Object.fromEntries(Object.entries($defs).map(([name, { id: _, ...schema }]) => [name, schema]));
}
