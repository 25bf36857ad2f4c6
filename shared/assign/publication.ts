import { KnownKey } from '../define/access.ts';
import type { Experiment } from '../define/experiment.ts';
import type { Text } from '../define/key.ts';
import { decisionOf, type Registered, type Registry } from '../define/registry.ts';
import { compileDatafile, type Datafile } from './datafile.ts';

/** What handlers need to know to answer without asking the registry: one document, read once a minute. */
export interface Publication {
  v: 1;
  datafile: { public: Datafile; server: Datafile };
  /** Names that definitions keep from a client key: events, and experiments whose split is made elsewhere. */
  guarded: { serverOnly: string[]; recorded: string[] };
  keys: KnownKey[];
  /** What a page that asks for a feeling needs. Documents of before it was there have none. */
  invitations?: { secret?: string | undefined; touchpoints: AskedPlace[] };
}

/** A touchpoint that people may be asked about. */
export interface AskedPlace {
  key: string;
  name?: Text | undefined;
  /** How people of its journey read. */
  locale: string;
  /** Experiments that run there. */
  experiments: string[];
}

/** The document of a registry. The same registry gives the same document. */
export function publicationOf(registry: Omit<Registry, 'calendar'>): Publication {
  const { journeys, experiments, holdouts, keys, invitations } = registry;
  const running = experiments
    .map((each) => ({ each, shipped: shippedOf(each) }))
    .filter(({ each, shipped }) => each.state === 'running' || shipped !== undefined)
    .map(({ each, shipped }) => ({ definition: withPersona(each), phase: each.phases.at(-1)!.number, shipped }));
  const recorded = experiments.filter(({ definition }) => definition.assignment === 'recorded');
  return {
    v: 1,
    datafile: compileDatafile({ journeys, holdouts, experiments: running }),
    guarded: {
      serverOnly: [...new Set(journeys.flatMap((journey) => journey.serverOnly))],
      recorded: recorded.map(({ definition }) => definition.key),
    },
    keys: keys.filter(({ revokedAt }) => revokedAt === undefined).map((key) => KnownKey.parse(key)),
    invitations: { secret: invitations?.secret, touchpoints: askedPlaces(registry) },
  };
}

function askedPlaces({ journeys, experiments }: Pick<Registry, 'journeys' | 'experiments'>): AskedPlace[] {
  const running = experiments.filter(({ state }) => state === 'running').map(({ definition }) => definition);
  return journeys.flatMap(({ touchpoints, locale, key: journey }) =>
    touchpoints.map(({ key, name }) => ({
      key,
      name,
      locale,
      experiments: running
        .filter((each) => each.journey === journey && each.touchpoint === key)
        .map((each) => each.key),
    })),
  );
}

/** The variant that a decision gave to everybody. */
function shippedOf({ stored }: Registered): string | undefined {
  const decided = decisionOf(stored);
  return decided?.decision === 'ship' ? decided.variant : undefined;
}

/** Its persona's audience becomes part of its own: as the journey was at its start, whatever became of it since. */
function withPersona({ definition, journey }: Registered): Experiment {
  const persona = journey?.personas?.find(({ key }) => key === definition.persona);
  if (persona === undefined) return definition;
  return { ...definition, persona: undefined, audience: { all: [persona.audience, definition.audience ?? {}] } };
}
