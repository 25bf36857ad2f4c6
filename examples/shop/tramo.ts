import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const HERE = import.meta.dirname;
const CLI = resolve(HERE, '../../cli/tramo.ts');
const EXPERIMENTS = ['size-advice', 'run-guarantee'];

/** Where Tramo is, and the keys that the shop has for it. */
export interface Connection {
  url: string;
  /** A server key: for the back end. */
  key: string;
  /** A client key: it stands in the shop's pages. */
  clientKey: string;
  /** The address at which a visitor says with one tap how a touchpoint was. */
  pulseLink: (touchpoint: string, unit: string) => Promise<string>;
}

/**
 * The `tramo dev` of this folder, with the shop's journey and experiments in it: sent where they are not there yet, and
 * started. @throws Error with a sentence where none is running
 */
export async function connect(data: string): Promise<Connection> {
  const kept = (name: string) => readFile(join(data, name), 'utf8').then((text) => text.trim());
  const [url, admin, clientKey] = await Promise.all(['url', 'admin.key', 'client.key'].map(kept)).catch(() => []);
  if (!url || !admin || !clientKey || !(await fetch(`${url}/healthz`).catch(() => undefined))?.ok) {
    const start = 'Start it in another terminal: npm run --silent tramo -- dev';
    throw new Error(`Tramo is not running here: nothing answers for the folder ${data}. ${start}`);
  }
  const ask = async (method: string, path: string, body?: object, by = admin) => {
    const headers = { authorization: `Bearer ${by}` };
    const response = await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error.message);
    return answer;
  };
  const tramo = async (...words: string[]) => {
    const env = { ...process.env, TRAMO_URL: url, TRAMO_KEY: admin };
    await promisify(execFile)(process.execPath, [CLI, ...words], { env }).catch((error) => {
      throw new Error(`tramo ${words.join(' ')} failed:\n${error.stdout}${error.stderr}`);
    });
  };
  const states = async (): Promise<Map<string, string>> => {
    const { experiments } = await ask('GET', '/v1/experiments');
    return new Map(experiments.map((each: { key: string; state: string }) => [each.key, each.state]));
  };
  // What is there already stays as somebody may have changed it.
  const known = await states();
  if (EXPERIMENTS.some((key) => !known.has(key))) await tramo('apply', join(HERE, 'tramo'));
  for (const [key, state] of await states()) {
    if (EXPERIMENTS.includes(key) && state === 'draft') await tramo('start', key);
  }
  const { key } = await ask('POST', '/v1/keys', { kind: 'server', name: 'the sample shop' });
  return {
    url,
    key,
    clientKey,
    async pulseLink(touchpoint, unit) {
      const { links } = await ask('POST', '/v1/pulse-links', { touchpoint, units: [unit] }, key);
      return links[0].link;
    },
  };
}
