import type { Ready, Subject } from '../shared/assign/assignment.ts';
import { exposures as decided } from '../shared/assign/exposure.ts';
import { bulkDoor, readLine } from '../shared/measure/door.ts';
import { pathOf } from '../shared/routes.ts';
import { request } from './client.ts';
import type { Arguments, Terminal } from './command.ts';
import { sender } from './sender.ts';

/** The exposures of one decision, as they are sent, the unit's attributes as properties. */
export function exposures(experiment: Ready, asked: Subject, now: number): object[] {
  const known = Object.entries(asked.attributes).filter(([, value]) => value !== null && typeof value !== 'object');
  const properties = Object.fromEntries(known);
  return decided(experiment, asked, now).map((each) => ({
    ...each,
    unit: asked.unit,
    ts: now,
    ...('experiment' in each && { properties }),
  }));
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
