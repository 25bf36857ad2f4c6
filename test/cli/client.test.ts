import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';
import { tramo } from '../terminal.ts';

const stack = await startStack();
const { ask, data, url, adminKey } = stack;
await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
await ask('PUT', `/v1/experiments/${FREE_DELIVERY.key}`, { body: FREE_DELIVERY });
const here = ['--data', data];

describe('commands that ask the server', () => {
  test('bring an experiment through its life', async () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    expect(await tramo(['start', 'free-delivery', '--at', at, ...here])).toMatchObject({ code: 0 });
    expect((await tramo(['pause', 'free-delivery', ...here])).out).toBe('free-delivery is paused, phase 1.\n');
    expect((await tramo(['resume', 'free-delivery', ...here])).out).toBe('free-delivery is running, phase 2.\n');
    expect((await tramo(['stop', 'free-delivery', ...here])).out).toBe('free-delivery is stopped, phase 2.\n');
    const { out } = await tramo(['history', 'free-delivery', ...here]);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ action }) => action)).toEqual(['start', 'pause', 'resume', 'stop']);
    expect(lines[0]).toEqual({ at, experiment: 'free-delivery', action: 'start' });
  });

  test('are refused with the server’s own sentence', async () => {
    expect(await tramo(['start', 'free-delivery', ...here])).toMatchObject({
      code: 2,
      err: expect.stringContaining('free-delivery is stopped'),
    });
    expect(await tramo(['start', 'free-delivry', ...here])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Nearest: free-delivery'),
    });
    expect(await tramo(['start', '../../keys', ...here])).toMatchObject({ code: 2 });
    expect(await tramo(['start', 'free-delivery', '--key', 'nobody', ...here])).toMatchObject({ code: 2 });
  });

  test('make, list and revoke keys', async () => {
    const origins = ['--origin', 'https://shop.example', '--origin', 'https://www.shop.example'];
    const made = await tramo(['keys', 'create', 'client', '--name', 'shop', ...origins, ...here]);
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^ck_[\w-]+\n$/) });
    const { keys } = JSON.parse((await tramo(['keys', 'list', '--json', ...here])).out);
    const { id, ...key } = keys.find(({ name }: { name: string }) => name === 'shop');
    expect(key).toMatchObject({ kind: 'client', origins: ['https://shop.example', 'https://www.shop.example'] });
    expect((await tramo(['keys', 'list', ...here])).out).toContain(`${id}  client   shop`);
    expect(await tramo(['keys', 'revoke', id, ...here])).toMatchObject({ code: 0 });
    expect(await tramo(['keys', 'revoke', id, ...here])).toMatchObject({ code: 2 });
  });

  test.each([
    ['keys', 'creat'],
    ['keys', 'create'],
    ['keys', 'create', 'root', '--name', 'x'],
    ['keys', 'create', 'server'],
  ])('%s %s is refused', async (...words) => {
    const { code, err } = await tramo([...words.filter((word) => word !== undefined), ...here]);
    expect([code, err.length > 20]).toEqual([2, true]);
  });
});

describe('the server they ask', () => {
  test('is named by --url and --key, else by TRAMO_URL and TRAMO_KEY', async () => {
    const away = { cwd: '/', env: { TRAMO_URL: url, TRAMO_KEY: adminKey } };
    expect((await tramo(['keys', 'list'], away)).code).toBe(0);
    expect((await tramo(['keys', 'list', '--url', url, '--key', adminKey], { cwd: '/' })).code).toBe(0);
    expect((await tramo(['keys', 'list', '--key', 'nobody'], away)).code).toBe(2);
  });

  test('that does not answer is a failure that names it', async () => {
    const { code, err } = await tramo(['keys', 'list', '--url', 'http://127.0.0.1:9']);
    expect([code, err]).toEqual([1, expect.stringContaining('http://127.0.0.1:9')]);
  });

  test('that is none of Tramo’s is a failure that says so', async () => {
    const server = createServer((_, response) => void response.end('<html>hello</html>')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { code, err } = await tramo(['keys', 'list', '--url', `http://127.0.0.1:${port}`]);
    server.close();
    expect([code, err]).toEqual([1, expect.stringContaining('not as Tramo does')]);
  });

  test.each(['nowhere', 'file:///etc/passwd', ''])('--url=%s is refused', async (address) => {
    expect(await tramo(['keys', 'list', `--url=${address}`])).toMatchObject({ code: 2 });
  });

  test('on another machine is not told the admin key of this one', async () => {
    const seen: unknown[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { code, err } = await tramo(['history', 'x', '--url', `http://0.0.0.0:${port}`, ...here]);
    server.close();
    expect(seen).toEqual([undefined]);
    expect([code, err]).toEqual([1, expect.stringContaining('not one of this version')]);
  });
});
