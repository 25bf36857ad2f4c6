import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { Experiment } from '../../shared/define/experiment.ts';
import { Journey } from '../../shared/define/journey.ts';
import { checkReferences } from '../../shared/define/reference.ts';
import { jsonSchemas } from '../../shared/define/schema.ts';
import { check } from '../../shared/define/sentence.ts';
import { TEMPLATES } from '../../shared/define/template.ts';

/** The stages of each source, in its own words. */
const STAGES: Record<string, [en: string, es: string][]> = {
  'four-phases': [
    ['Need', 'Necesidad'],
    ['Search', 'Búsqueda'],
    ['Purchase', 'Compra'],
    ['Follow-up', 'Seguimiento'],
  ],
  'five-stages': [
    ['Awareness', 'Concienciación'],
    ['Consideration', 'Consideración'],
    ['Purchase', 'Compra'],
    ['Retention', 'Retención'],
    ['Recommendation', 'Recomendación'],
  ],
  'three-phases': [
    ['Acquisition', 'Captación'],
    ['Delivery', 'Entrega'],
    ['After', 'Después'],
  ],
};

describe.each(Object.entries(TEMPLATES))('the template %s', (name, template) => {
  const journey = Journey.parse(parse(template.journey));
  const experiment = Experiment.parse(parse(template.experiment));

  test('has the stages of its source, in two languages', () => {
    expect(journey.stages.map((stage) => stage.name)).toEqual(STAGES[name]!.map(([en, es]) => ({ en, es })));
  });

  test('agrees with its first experiment', () => {
    expect(checkReferences({ journeys: [journey], experiments: [experiment], holdouts: [] })).toEqual([]);
    expect(experiment.key).toBe(template.first);
  });

  test('meets people in every stage, and has a voting point', () => {
    const met = new Set(journey.touchpoints.map(({ stage }) => stage));
    expect([...met].sort()).toEqual(journey.stages.map(({ key }) => key).sort());
    expect(journey.touchpoints.some(({ votingPoint }) => votingPoint)).toBe(true);
  });

  test('says what it is in both languages wherever people read it', () => {
    const named = [...journey.stages, ...journey.touchpoints, ...journey.metrics, experiment, journey];
    expect(named.filter((each) => typeof each.name !== 'object')).toEqual([]);
  });
});

describe('the JSON Schemas for editors', () => {
  const schemas = jsonSchemas();

  test('there is one for each kind of file', () => {
    expect(Object.keys(schemas)).toEqual([
      'journey.schema.json',
      'experiment.schema.json',
      'holdouts.schema.json',
      'calendar.schema.json',
    ]);
  });

  test('know every key, ask for those that have no default, and let no other pass', () => {
    const schema: { properties?: object; required?: string[]; additionalProperties?: boolean } =
      schemas['experiment.schema.json']!;
    expect(Object.keys(schema.properties!)).toEqual(['$schema', ...Object.keys(Experiment.shape)]);
    expect(schema.required).toEqual(['key', 'journey', 'touchpoint', 'variants']);
    expect(schema.additionalProperties).toBe(false);
  });

  test('$schema itself is taken from JSON files only, so it is no key of a definition', () => {
    expect(check(Experiment, { $schema: './experiment.schema.json' })).toHaveProperty('details');
  });
});
