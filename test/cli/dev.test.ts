import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import { FREE_DELIVERY, SHOP } from '../shop.ts';
import { tramo } from '../terminal.ts';

const cwd = await mkdtemp(join(tmpdir(), 'tramo-dev-'));
const data = join(cwd, '.tramo');
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(cwd, { recursive: true, force: true });
});

const CLI = join(import.meta.dirname, '../../cli/tramo.ts');

/** A `tramo dev` in a process of its own, and its first three lines. */
async function dev(...argv: string[]): Promise<{ child: ChildProcess; lines: string[]; url: string }> {
  const child = spawn(process.execPath, [CLI, 'dev', '--port', '0', ...argv], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    lines.push(line);
    if (lines.length === 3) break;
  }
  return { child, lines, url: lines[0]!.replace('tramo listening on ', '') };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit');
  child.kill(signal);
  const [code] = await exited;
  return code;
}

const get = async (url: string, path: string, key: string) =>
  (await fetch(url + path, { headers: { 'x-api-key': key } })).text();

describe('tramo dev', () => {
  test('says where it listens and both keys, keeps them, and after kill -9 goes on as if nothing had been', async () => {
    const first = await dev();
    const [address, admin, client] = first.lines;
    expect(address).toMatch(/^tramo listening on http:\/\/127\.0\.0\.1:\d+$/);
    const [adminKey, clientKey] = [admin, client].map((line) => line!.split(' ').at(-1)!);
    expect(readFileSync(join(data, 'admin.key'), 'utf8').trim()).toBe(adminKey);
    expect(readFileSync(join(data, 'client.key'), 'utf8').trim()).toBe(clientKey);
    expect(statSync(join(data, 'admin.key')).mode & 0o777).toBe(0o600);
    const put = (path: string, body: object) =>
      fetch(first.url + path, {
        method: 'PUT',
        headers: { 'x-api-key': adminKey!, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await put(`/v1/journeys/${SHOP.key}`, SHOP)).status).toBe(201);
    expect((await put(`/v1/experiments/${FREE_DELIVERY.key}`, FREE_DELIVERY)).status).toBe(201);
    // The commands find server and key in the data folder by themselves.
    const started = await tramo(['start', FREE_DELIVERY.key], { cwd });
    expect(started).toEqual({ code: 0, out: 'free-delivery is running, phase 1.\n', err: '' });
    const before = await get(first.url, '/v1/experiments', adminKey!);
    await end(first.child, 'SIGKILL');

    const second = await dev();
    expect(second.lines.slice(1)).toEqual(first.lines.slice(1));
    expect(await get(second.url, '/v1/experiments', adminKey!)).toEqual(before);
    expect(await get(second.url, `/d/${clientKey}/datafile.json`, '')).toContain(FREE_DELIVERY.key);
    expect(await end(second.child, 'SIGINT')).toBe(0);
  });

  test('two in one folder would spoil it: the second is refused with a sentence', async () => {
    const { child } = await dev();
    const second = await tramo(['dev', '--port', '0'], { cwd });
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toMatch(/another tramo dev.*--data/);
    expect(await end(child, 'SIGTERM')).toBe(0);
  });

  test('a port that is taken is a failure with a sentence', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { code, err } = await tramo(['dev', '--port', port, '--data', 'taken'], { cwd });
    server.close();
    expect([code, err]).toEqual([1, expect.stringMatching(/Port \d+ .*--port/)]);
  });

  test.each(['-1', '65536', 'http', '1e3'])('--port=%s is refused', async (port) => {
    const { code, err } = await tramo(['dev', `--port=${port}`], { cwd });
    expect([code, err]).toEqual([2, expect.stringContaining('Expected a number from 0 to 65535')]);
  });

  test('a data folder that is a file is refused', async () => {
    const { code, err } = await tramo(['dev', '--port', '0', '--data', CLI], { cwd });
    expect([code, err]).toEqual([2, expect.stringContaining('--data')]);
  });
});
