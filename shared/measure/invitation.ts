import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { assignAll, type Ready, type Subject } from '../assign/assignment.ts';
import { exposureOf } from '../assign/exposure.ts';
import { Key, Unit } from '../define/key.ts';

const DAY = 86_400_000;
/** Days for which a link can be answered. */
export const OPEN_DAYS = 365;
/** Most links of one request. */
export const MOST_LINKS = 500;
/** Longest string that a property of an event may be: in one of them the variants go with the answer. */
const LONGEST = 256;

/** Whom a link asks about a touchpoint: a unit, on a day, and which versions it had then. */
export interface Invitation {
  unit: string;
  /** Milliseconds since 1970 when the link was made; the day of it is kept. */
  made: number;
  /** `checkout-guarantee:guarantee`, several of them after spaces; empty where nothing ran. */
  variants: string;
}

/** A link that was opened: its answer's id follows from it, so that there is one answer a link. */
export interface Opened extends Invitation {
  id: string;
}

/** A unit with what its link is to bear: the variants that it had, or what they are found out by. */
const AskedUnit = z.strictObject({
  unit: Unit,
  variants: z.record(Key, Key).optional().meta({ description: 'What it had, by experiment: in place of what runs.' }),
  context: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: 'Its attributes, for audiences. They are not kept.' }),
});

/** What `POST /v1/pulse-links` takes. */
export const Invitations = z.strictObject({
  touchpoint: Key,
  units: z
    .array(
      z.union(
        [Unit, AskedUnit],
        'a unit, or { unit, context: { country: "ES" } }, or { unit, variants: { experiment: variant } }',
      ),
    )
    .min(1)
    .max(MOST_LINKS),
  base: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional()
    .meta({ description: 'Where people reach Tramo, if by another name than this request: https://ask.shop.example.' }),
});

/** What stands in the query of a page that asks. Anything may stand there: what does not open is answered with a page. */
export const Invited = z.object({
  u: z.string().optional(),
  v: z.string().optional(),
  lang: z.string().optional(),
  said: z.string().optional(),
});
export type Invited = z.infer<typeof Invited>;

/** What the two forms of the page send: a face, or a word after it. */
export const Tap = z.object({ score: z.enum(['-2', '-1', '0', '1', '2']).optional(), word: z.string().optional() });

/** Variants as they go with an answer: as many as a property holds. */
export function variantsText(variants: readonly (readonly [experiment: string, variant: string])[]): string {
  let text = '';
  for (const [experiment, variant] of variants) {
    const longer = `${text}${text && ' '}${experiment}:${variant}`;
    if (longer.length <= LONGEST) text = longer;
  }
  return text;
}

/** What a unit has of experiments, as text: those it takes part in. */
export function variantsOf(experiments: readonly Ready[], asked: Subject, now: number): string {
  const answers = assignAll(experiments, asked, now);
  const seen = answers.filter((answer) => exposureOf(answer).length > 0);
  return variantsText(seen.map(({ experiment, variant = '' }) => [experiment, variant]));
}

/**
 * The query of a link: `u` holds unit and day, `v` the variants, both encrypted under the secret and good for this
 * touchpoint and each other only. The same invitation makes the same link. With a UUID as unit `u` takes 42 characters.
 */
export function seal(touchpoint: string, { unit, made, variants }: Invitation, secret: string): string {
  const u = close(packed(unit, Math.floor(made / DAY)), `u/${touchpoint}`, secret);
  return variants === '' ? `u=${u}` : `u=${u}&v=${close(Buffer.from(variants), `v/${touchpoint}/${u}`, secret)}`;
}

/** The invitation of a link, `over` where it was made too long ago, `broken` where it is none of this secret's. */
export function open(
  touchpoint: string,
  { u = '', v }: Invited,
  { secret, now }: { secret: string; now: number },
): Opened | 'broken' | 'over' {
  const sealed = Buffer.from(u, 'base64url');
  const content = disclose(sealed, `u/${touchpoint}`, secret);
  if (content === undefined) return 'broken';
  const { unit, day } = unpacked(content);
  const about = `v/${touchpoint}/${sealed.toString('base64url')}`;
  const variants = v === undefined ? Buffer.of() : disclose(Buffer.from(v, 'base64url'), about, secret);
  if (variants === undefined) return 'broken';
  if (now >= (day + 1 + OPEN_DAYS) * DAY) return 'over';
  return {
    unit,
    made: day * DAY,
    variants: variants.toString(),
    id: `pulse-${sealed.toString('base64url', 0, TAG)}`,
  };
}

/** Nobody has any other secret under which a tag of 96 bits fits, and a wrong guess can only be tried here. */
const TAG = 12;

/**
 * Encrypted and signed in one, and without randomness (the idea of SIV, RFC 5297): the tag of what is said and what it
 * is about is also what AES-256 in counter mode begins from, so that no two texts share a key stream.
 */
function close(content: Buffer, about: string, secret: string): string {
  const tag = tagOf(content, about, secret);
  const cipher = createCipheriv('aes-256-ctr', derived(secret, 'cipher'), beginning(tag));
  return Buffer.concat([tag, cipher.update(content)]).toString('base64url');
}

function disclose(sealed: Buffer, about: string, secret: string): Buffer | undefined {
  if (sealed.length <= TAG) return undefined;
  const tag = sealed.subarray(0, TAG);
  const cipher = createDecipheriv('aes-256-ctr', derived(secret, 'cipher'), beginning(tag));
  const content = cipher.update(sealed.subarray(TAG));
  return timingSafeEqual(tag, tagOf(content, about, secret)) ? content : undefined;
}

function tagOf(content: Buffer, about: string, secret: string): Buffer {
  return createHmac('sha256', derived(secret, 'tag')).update(`${about}\n`).update(content).digest().subarray(0, TAG);
}

const derived = (secret: string, use: string) => createHmac('sha256', secret).update(use).digest();
const beginning = (tag: Buffer) => Buffer.concat([tag, Buffer.alloc(16 - TAG)]);

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** Day (2 bytes), whether the unit is a UUID (1), the unit: a UUID as its 16 bytes, which more than halves it. */
function packed(unit: string, day: number): Buffer {
  const uuid = UUID.test(unit);
  const head = Buffer.of(day >> 8, day & 255, uuid ? 1 : 0);
  return Buffer.concat([head, uuid ? Buffer.from(unit.replaceAll('-', ''), 'hex') : Buffer.from(unit)]);
}

function unpacked(content: Buffer): { unit: string; day: number } {
  const [high = 0, low = 0, uuid] = content;
  const rest = content.subarray(3);
  const unit = uuid === 1 ? rest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : rest.toString();
  return { unit, day: high * 256 + low };
}
