import { assign, type Ready, type Subject, sides } from '../shared/assign/assignment.ts';
import { bulkDoor, readLine } from '../shared/measure/door.ts';
import { pathOf } from '../shared/routes.ts';
import { request } from './client.ts';
import type { Arguments, Terminal } from './command.ts';
import { sender } from './sender.ts';

/** The exposures of one decision, as they are sent: the experiment's own where it took part, and sides of holdouts. */
export function exposures(experiment: Ready, asked: Subject, now: number): object[] {
  const { variant, reason, phase } = assign(experiment, asked, now);
  const exposure = { type: 'exposure', unit: asked.unit, ts: now };
  const held = sides(experiment, asked, now).map(({ holdout, side }) => ({ ...exposure, holdout, variant: side }));
  if (reason !== 'split' && reason !== 'override') return held;
  const known = Object.entries(asked.attributes).filter(([, value]) => value !== null && typeof value !== 'object');
  const properties = Object.fromEntries(known);
  const override = reason === 'override' ? { override: true } : {};
  return [{ ...exposure, experiment: experiment.key, variant, phase, properties, ...override }, ...held];
}

/** Sends exposures to the server. */
export interface Recorder {
  /** Those of one row, by its number. */
  add: (number: number, raw: object[]) => Promise<void>;
  /** Waits for all, says how many were recorded, and answers how many were not. */
  end: () => Promise<number>;
}

export function recorder(args: Arguments, terminal: Terminal): Recorder {
  const door = bulkDoor(terminal.now());
  let [stored, lost] = [0, 0];
  const refuse = (number: number, { path, message }: { path: string; message: string }) => {
    lost++;
    terminal.err(`Row ${number} is not recorded: ${path}: ${message}\n`);
  };
  const batches = sender((body) => request(terminal, args, { method: 'POST', path: pathOf('events'), body }), {
    stored: () => {
      stored++;
    },
    refused: ({ number }, refusal) => refuse(number, refusal),
  });
  return {
    async add(number, raw) {
      for (const each of raw) {
        const read = readLine(each, door);
        if ('line' in read) await batches.add({ number, line: read.line, raw: each, repeat: false });
        else refuse(number, read.refusal);
      }
    },
    async end() {
      await batches.end();
      terminal.err(`${stored} ${stored === 1 ? 'exposure' : 'exposures'} recorded.\n`);
      return lost;
    },
  };
}
