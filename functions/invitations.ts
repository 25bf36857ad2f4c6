import { subject } from '../shared/assign/assignment.ts';
import { DOCUMENTS, type Registered } from '../shared/define/registry.ts';
import { seal, variantsOf, variantsText } from '../shared/measure/invitation.ts';
import { pathOf } from '../shared/routes.ts';
import type { Call } from './call.ts';
import { change } from './change.ts';
import { keyOfExperiment, named } from './definitions.ts';
import type { Dependencies } from './dependencies.ts';
import type { Answer } from './handler.ts';
import { readRegistry } from './snapshot.ts';

type Asking = Call<'linkPulse'>;

/** Links that ask units about a touchpoint. The first ones make the secret that all of them are sealed with. */
async function linkPulse(call: Asking, dependencies: Dependencies): Promise<Answer> {
  const { body, published, arrival } = call;
  const [touchpoint, { experiments }] = named(
    'touchpoint',
    body.touchpoint,
    [...published.invitations.touchpoints],
    ([key]) => key,
  );
  await expectVariants(body, dependencies);
  const secret = published.invitations.secret ?? (await makeSecret(call, dependencies));
  const address = `${baseOf(call)}${pathOf('askPulse', { touchpoint })}`;
  const links = body.units.map((each) => {
    const { unit, variants, context = {} } = typeof each === 'string' ? { unit: each } : each;
    const had = variants
      ? variantsText(Object.entries(variants))
      : variantsOf(experiments, subject(unit, context), arrival);
    return { unit, link: `${address}?${seal(touchpoint, { unit, made: arrival, variants: had }, secret)}` };
  });
  return { body: { links } };
}

/** @throws TramoError `not_found` where a variant is given that no experiment has */
async function expectVariants({ units }: Asking['body'], { store }: Dependencies): Promise<void> {
  const given = units.flatMap((each) => (typeof each === 'string' ? [] : Object.entries(each.variants ?? {})));
  if (given.length === 0) return;
  const { experiments } = await readRegistry(store.registry);
  const known = new Map<string, Registered>();
  for (const [key, variant] of given) {
    const experiment = known.get(key) ?? named('experiment', key, experiments, keyOfExperiment);
    known.set(key, experiment);
    named(`variant of ${key}`, variant, experiment.definition.variants, (each) => each.key);
  }
}

async function makeSecret({ caller, name }: Asking, dependencies: Dependencies): Promise<string> {
  const fresh = { secret: Buffer.from(dependencies.randomBytes(32)).toString('base64url') };
  const asked = {
    kind: 'invitations',
    key: '',
    what: name,
    schema: DOCUMENTS.invitations,
    audit: () => 'made',
  } as const;
  const { document } = await change({ ...asked, decide: (held) => held ?? fresh }, caller, dependencies);
  return document.secret;
}

/** Where people reach Tramo: by the name that it is told, else by the one that it was asked by. */
function baseOf({ body, headers }: Asking): string {
  if (body.base !== undefined) return body.base.replace(/\/$/, '');
  return `${headers['x-forwarded-proto'] ?? 'http'}://${headers.host}`;
}

export const invitations = { linkPulse };
