import { assign, prepare, subject } from '../../shared/assign/assignment.ts';
import { compileDatafile } from '../../shared/assign/datafile.ts';
import { bucket as bucketOf, hashUnit, salt as saltOf } from '../../shared/assign/hash.ts';
import { Experiment } from '../../shared/define/experiment.ts';

/** Tramo for the peer harness of assignment: its specification compiled with the product's compiler, asked with `assign`. */
export const pkg = 'tramo';
export const hash = 'FNV-1a 32 + fmix32 of the unit once, two fmix32 an experiment';
export const isAsync = false;

interface Spec {
  simple: { key: string; variants: string[] };
  rules: { key: string; variants: string[] };
  bulk: { key: string; variants: string[] }[];
  rulesWhere: { attribute: string; op: string; values?: unknown[]; value?: unknown }[];
}

interface User {
  id: string;
  [attribute: string]: unknown;
}

const NOW = 0;

function ready(experiments: { key: string; variants: string[] }[], audience: unknown = undefined) {
  const running = experiments.map(({ key, variants }) => ({
    definition: Experiment.parse({
      key,
      journey: 'bench',
      touchpoint: 'bench',
      variants: variants.map((variant) => ({ key: variant })),
      audience,
    }),
    phase: 1,
  }));
  return prepare(compileDatafile({ journeys: [], holdouts: [], experiments: running }).server);
}

export async function setup(spec: Spec) {
  const audience = Object.fromEntries(
    spec.rulesWhere.map(({ attribute, op, values, value }) => [attribute, { [op]: values ?? value }]),
  );
  const simple = ready([spec.simple])[0]!;
  const rules = ready([spec.rules], audience)[0]!;
  const bulk = ready(spec.bulk);
  return {
    simple: (user: User) => assign(simple, subject(user.id, user), NOW).variant,
    rules: (user: User) => {
      const answer = assign(rules, subject(user.id, user), NOW);
      return answer.reason === 'audience' ? 'off' : answer.variant;
    },
    bulk: (user: User) => {
      const asked = subject(user.id, user);
      const variants = new Array<string | undefined>(bulk.length);
      for (let i = 0; i < bulk.length; i++) variants[i] = assign(bulk[i]!, asked, NOW).variant;
      return variants;
    },
  };
}

/** For the quality scripts: where a unit falls under a salt, from 0 to 1. */
export function bucket(salt: string, id: string): number {
  const { a, b } = saltOf(salt);
  return bucketOf(hashUnit(id), a, b) / 2 ** 32;
}
