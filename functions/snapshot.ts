import type { Journey } from '../shared/define/journey.ts';
import { DOCUMENTS, type Kind, type Registry, register, type StoredExperiment } from '../shared/define/registry.ts';
import type { Held, Place, Store } from './store.ts';

/** Where the current documents stand: in one partition, so that one query reads them all. */
const CURRENT = 'registry';

/** Place of a document; there is one of holdouts and one of the calendar, without a key. */
export function placeOf(kind: Kind, key: string): Place {
  return { pk: CURRENT, sk: `${kind}#${key}` };
}

/** Place of one revision of a journey, which never changes. */
export function revisionPlace(journey: string, revision: string): Place {
  return { pk: `journey#${journey}`, sk: revision };
}

/** The documents of the registry as they stand now. */
export async function readDocuments(store: Store['registry']): Promise<Held[]> {
  const { held } = await store.list(CURRENT);
  return held;
}

/** Everything the registry holds, from its documents and the revisions of journeys that experiments started with. */
export async function readRegistry(
  store: Store['registry'],
  documents?: Pick<Held, 'sk' | 'document'>[],
): Promise<Registry> {
  const found = documents ?? (await readDocuments(store));
  const of = (kind: Kind) => found.filter(({ sk }) => sk.startsWith(`${kind}#`)).map(({ document }) => document);
  const journeys = of('journey').map((each) => DOCUMENTS.journey.parse(each));
  const experiments = of('experiment').map((each) => DOCUMENTS.experiment.parse(each));
  const frozen = await readRevisions(store, experiments);
  return {
    journeys,
    experiments: experiments.map((stored) => register(stored, journeys, frozen.get(stored.journey ?? ''))),
    holdouts: of('holdouts').flatMap((each) => DOCUMENTS.holdouts.parse(each)),
    calendar: of('calendar').flatMap((each) => DOCUMENTS.calendar.parse(each)),
    keys: of('key').map((each) => DOCUMENTS.key.parse(each)),
    invitations: of('invitations').map((each) => DOCUMENTS.invitations.parse(each))[0],
  };
}

async function readRevisions(store: Store['registry'], experiments: StoredExperiment[]): Promise<Map<string, Journey>> {
  const places = new Map(
    experiments.flatMap(({ definition, journey }) =>
      journey === undefined ? [] : [[journey, revisionPlace(definition.journey, journey)]],
    ),
  );
  const found = await Promise.all(Array.from(places.values(), (place) => store.read(place)));
  return new Map(found.flatMap((each) => (each ? [[each.sk, DOCUMENTS.journey.parse(each.document)]] : [])));
}
