import * as z from 'zod';
import { Name } from './key.ts';

/** What an attribute of a unit may be. */
export const Scalar = z.union(
  [z.string().max(256), z.number(), z.boolean()],
  'text of at most 256 characters, a number, true or false',
);
export type Scalar = z.infer<typeof Scalar>;

const Comparable = z.union([z.string().max(256), z.number()], 'text of at most 256 characters or a number');
const List = z.array(Scalar).min(1).max(1000);

/** Conditions on one attribute; several in one object must all hold. */
export const Condition = z
  .strictObject({
    eq: Scalar,
    ne: Scalar,
    in: List,
    nin: List,
    gt: Comparable,
    gte: Comparable,
    lt: Comparable,
    lte: Comparable,
    exists: z.boolean(),
    startsWith: z.string().min(1).max(256),
    endsWith: z.string().min(1).max(256),
    contains: z.string().min(1).max(256),
    semver: z
      .string()
      .regex(
        /^(>=|<=|>|<|=)?\s*\d{1,9}(\.\d{1,9}){0,2}(-[0-9A-Za-z.-]+)?$/,
        'a comparison with a version, such as >=2.1.0',
      ),
  })
  .partial()
  .refine((condition) => Object.keys(condition).length > 0, 'at least one operator, such as { gte: 18 }');
export type Condition = z.infer<typeof Condition>;

/** Who an experiment is for. Attributes by name; `all`, `any` and `not` combine. An empty audience is everybody. */
export type Audience = { [attribute: string]: Scalar | Condition | Audience | Audience[] };

const attributeName = Name.refine((name) => name !== '__proto__', 'another name than __proto__');

export const Audience: z.ZodType<Audience> = z.lazy(() =>
  z
    .object({ all: z.array(Audience).min(1).max(50), any: z.array(Audience).min(1).max(50), not: Audience })
    .partial()
    .catchall(z.union([Scalar, Condition], 'a value, or a condition such as { in: [ES, PT] }'))
    .superRefine((audience, context) => {
      for (const name of Object.keys(audience)) {
        const checked = attributeName.safeParse(name);
        if (!checked.success)
          context.addIssue({
            code: 'custom',
            path: [name],
            input: name,
            message: 'an attribute of 1 to 64 characters',
          });
      }
    })
    .meta({ description: 'Attribute: value, or attribute: { operator: value }; combined with all, any and not.' }),
) as z.ZodType<Audience>;

export const OPERATORS = Object.keys(Condition.shape);
