import * as z from 'zod';

const wellFormed = (text: string) => text.isWellFormed();

const KEY = 'a key of 1 to 64 lower-case letters, digits and hyphens, such as checkout-guarantee';
const NAME = 'a name of 1 to 64 characters, such as order_paid';
const UNIT = 'an id of 1 to 128 characters';

/** Name of a definition or a part of one. */
export const Key = z
  .string(KEY)
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
  .meta({
    description: 'Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters.',
  });

/** Name of an event, attribute, property or channel as programs send it. */
export const Name = z
  .string(NAME)
  .min(1)
  .max(64)
  .refine(wellFormed, 'well-formed Unicode')
  .meta({ description: 'A name of 1 to 64 characters, such as order_paid.' });

/** The reserved events of a feeling: the answer, and the word that somebody added to it. */
export const PULSE = 'pulse';
export const PULSE_WORD = 'pulse_word';

/** What stands for a visitor or customer. */
export const Unit = z
  .string(UNIT)
  .min(1)
  .max(128)
  .refine(wellFormed, 'well-formed Unicode')
  .meta({ description: 'An opaque id of 1 to 128 characters. No personal data is needed in it.' });

const Words = z.string().min(1).max(1000).refine(wellFormed, 'well-formed Unicode');

/** Text shown to people: one for all, or one for each language. */
export const Text = z
  .union([Words, z.strictObject({ en: Words, es: Words })])
  .meta({ description: 'A string, or { en, es }.' });
export type Text = z.infer<typeof Text>;

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The text in a language; `fallback` (mostly the key) where there is none. */
export function textIn(language: Language, text: Text | undefined, fallback: string): string {
  if (text === undefined) return fallback;
  return typeof text === 'string' ? text : text[language];
}
