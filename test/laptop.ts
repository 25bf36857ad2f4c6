import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const CLI = join(import.meta.dirname, '../cli/tramo.ts');

/** What a command line in a process of its own printed, and its exit code (null where it was killed). */
export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** A folder on a laptop: `tramo dev` and other commands in processes of their own, and a power switch. */
export function laptop(cwd: string) {
  const running = new Set<ChildProcess>();
  const start = (argv: string[]) => {
    const { TRAMO_URL: _, TRAMO_KEY: __, ...env } = process.env;
    const child = spawn(process.execPath, [CLI, ...argv], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  };
  return {
    /** Starts the server, and waits until it answers. */
    async serve(): Promise<void> {
      const child = start(['dev', '--port', '0']);
      child.stderr.resume();
      for await (const line of createInterface({ input: child.stdout })) {
        if (line.startsWith('client key')) break;
      }
    },
    /** What the server answers to the admin. */
    async read(path: string): Promise<Record<string, unknown>> {
      const [url, key] = ['url', 'admin.key'].map((name) => readFileSync(join(cwd, '.tramo', name), 'utf8').trim());
      return Object(await (await fetch(`${url}${path}`, { headers: { 'x-api-key': key! } })).json());
    },
    async run(...argv: string[]): Promise<Ended> {
      const child = start(argv);
      const ended: Ended = { code: null, out: '', err: '' };
      child.stdout.on('data', (data) => {
        ended.out += data;
      });
      child.stderr.on('data', (data) => {
        ended.err += data;
      });
      const [code] = await once(child, 'close');
      return { ...ended, code };
    },
    /** Kills everything at once, as a power cut of the processes would. */
    async crash(): Promise<void> {
      const ends = [...running].map((child) => once(child, 'exit'));
      for (const child of running) child.kill('SIGKILL');
      await Promise.all(ends);
    },
  };
}

/** A scorecard without what the moment of its making puts into it. */
export function timeless(card: object): string {
  return JSON.stringify({ ...card, computedAt: '', asOf: '', revision: '' });
}
