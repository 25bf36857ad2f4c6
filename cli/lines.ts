import { isUtf8 } from 'node:buffer';
import { detail } from '../shared/define/sentence.ts';
import { type Detail, TramoError } from '../shared/errors.ts';
import { bytesOf } from './bytes.ts';
import type { Terminal } from './command.ts';

const LONGEST = 1024 * 1024;
/** Beyond this nobody looks for the end of a line any more: it is no text, or unpacks without end. */
const ENDLESS = 128 * 1024 * 1024;
const NEWLINE = 10;

/** A line of a file, by its number from 1, that is left out, and why. */
export interface Left {
  number: number;
  mistake: Detail;
}
export type TextLine = { number: number; text: string } | Left;

/** A line that is left out: what was found there, and what is expected. */
export function left(number: number, found: string, expected: string): Left {
  return { number, mistake: detail({ path: [], found, expected }) };
}

/** Where a file is read from, and what counts how many of its lines were read. */
export type From = Pick<Terminal, 'cwd' | 'input'> & { count?: { lines: number } | undefined };

/** Lines as text without their ends, a read at a time. Holds one read and one line; empty lines are not given. */
export async function* textLines(path: string, from: From): AsyncGenerator<TextLine[]> {
  let number = 1;
  let held: Buffer[] = [];
  let size = 0;
  let passed = 0;
  const cut = (bytes: Buffer) => {
    const { lines, count } = linesIn(bytes, number);
    number += count;
    if (from.count) from.count.lines = number - 1;
    return lines;
  };
  for await (const read of bytesOf(path, from)) {
    const end = read.lastIndexOf(NEWLINE);
    const rest = read.subarray(end + 1);
    passed += read.length;
    if (passed > ENDLESS && end < 0)
      throw new TramoError('invalid', `${path}:${number} runs on for over 128 MiB. Expected lines.`);
    if (end >= 0) {
      yield cut(Buffer.concat([...held, read.subarray(0, end)]));
      [held, size, passed] = [[rest], rest.length, 0];
    } else if (size <= LONGEST) {
      // Beyond the limit nothing more of a line is kept: that it is too long shows already.
      held.push(rest);
      size += rest.length;
    }
  }
  if (size > 0) yield cut(Buffer.concat(held));
}

/** The lines that hold something, and how many there are with the empty ones. */
function linesIn(bytes: Buffer, first: number): { lines: TextLine[]; count: number } {
  if (!isUtf8(bytes)) return badlyWritten(bytes, first);
  const texts = bytes.toString().split('\n');
  if (first === 1 && texts[0]!.startsWith('\uFEFF')) texts[0] = texts[0]!.slice(1);
  const lines: TextLine[] = [];
  for (let place = 0; place < texts.length; place++) {
    const text = texts[place]!;
    const number = first + place;
    if (text.length > LONGEST / 3 && Buffer.byteLength(text) > LONGEST) {
      lines.push(left(number, 'a line of over 1 MiB', 'at most 1 MiB'));
      continue;
    }
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (whole !== '') lines.push({ number, text: whole });
  }
  return { lines, count: texts.length };
}

/** Some byte here is not UTF-8: only the lines that hold one are left out. */
function badlyWritten(bytes: Buffer, first: number): { lines: TextLine[]; count: number } {
  const lines: TextLine[] = [];
  let [start, count] = [0, 0];
  while (start <= bytes.length) {
    const next = bytes.indexOf(NEWLINE, start);
    const end = next < 0 ? bytes.length : next;
    const line = bytes.subarray(start, end);
    const number = first + count;
    if (isUtf8(line)) lines.push(...linesIn(line, number).lines);
    else lines.push(left(number, 'bytes that are not UTF-8', 'text in UTF-8'));
    start = end + 1;
    count++;
  }
  return { lines, count };
}
