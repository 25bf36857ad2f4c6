import { hash } from 'node:crypto';
import * as z from 'zod';

/** Kinds of key, from the one that stands in a page's source to the one that may do everything. */
export const KEY_KINDS = ['client', 'server', 'analyst', 'admin'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

const PREFIX: Record<KeyKind, string> = { client: 'ck_', server: 'sk_', analyst: 'an_', admin: 'ad_' };

/** An origin as browsers send it: scheme, host and port, no path. */
const Origin = z
  .string()
  .max(256)
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, 'an origin, such as https://shop.example')
  .meta({ description: 'Scheme, host and port: https://shop.example.' });

const KeyName = z
  .string()
  .min(1)
  .max(100)
  .refine((text) => text.isWellFormed(), 'well-formed Unicode');

/** What POST /v1/keys takes. */
export const KeyRequest = z
  .strictObject({
    kind: z.enum(KEY_KINDS),
    name: KeyName.meta({ description: 'Who uses it: the shop, the warehouse job.' }),
    origins: z.array(Origin).min(1).max(50).optional(),
  })
  .refine((key) => key.origins === undefined || key.kind === 'client', {
    path: ['origins'],
    message: 'origins with a client key only: other keys never stand in a page',
  });
export type KeyRequest = z.infer<typeof KeyRequest>;

/** A key as it is known: by its hash. The key itself is told once and kept nowhere. */
export const KnownKey = z.object({
  id: z.string(),
  kind: z.enum(KEY_KINDS),
  name: z.string(),
  origins: z.array(z.string()).optional(),
  hash: z.string(),
});
export type KnownKey = z.infer<typeof KnownKey>;

/** What a key is looked up by: it has 192 random bits, so one round of SHA-256 is enough. */
export function hashOfKey(key: string): string {
  return hash('sha256', key, 'base64url');
}

/** A new key, from 24 random bytes, and how it will be known. `id` names it where the key itself must not stand. */
export function makeKey(
  { kind, name, origins }: KeyRequest,
  id: string,
  bytes: Uint8Array,
): { key: string; known: KnownKey } {
  const key = PREFIX[kind] + Buffer.from(bytes).toString('base64url');
  return { key, known: { id, kind, name, ...(origins && { origins }), hash: hashOfKey(key) } };
}

/** Whether a key limited to origins may be used from one; any other may be used from everywhere. */
export function allowsOrigin({ origins }: KnownKey, origin: string | undefined): boolean {
  return origins === undefined || (origin !== undefined && origins.includes(origin));
}
