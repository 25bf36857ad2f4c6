import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import {
  type EvaluationContext,
  OpenFeature as Server,
  type Provider as ServerProvider,
} from '@openfeature/server-sdk';
import { OpenFeature as Web, type Provider as WebProvider } from '@openfeature/web-sdk';
import { csvLine } from '../../cli/list.ts';
import { createClient } from '../../sdk/browser.ts';
import { TramoServerProvider } from '../../sdk/openfeature/server.ts';
import { TramoWebProvider } from '../../sdk/openfeature/web.ts';
import { createServer } from '../../sdk/server.ts';
import type { Datafile } from '../../shared/assign/datafile.ts';
import { each } from '../faults/store.ts';
import type { Running } from '../local.ts';
import type { Asked } from './population.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** What is asked of everybody: which units, and by which datafile of which stack. `folder` is for files. */
export interface Question {
  stack: Pick<Running, 'url' | 'clientKey' | 'adminKey'>;
  serverKey: string;
  datafile: Datafile;
  units: Asked[];
  folder: string;
}

/** What each unit gets in each experiment of the datafile, in their order; null where the code's own default stands. */
export type Answers = (string | null)[][];

/** Everybody who answers, by name. */
export const SURFACES: Record<string, (question: Question) => Promise<Answers>> = {
  'the browser’s client': async ({ stack: { url, clientKey: key }, datafile, units }) => {
    const answers: Answers = [];
    for (const { unit, attributes: context } of units) {
      const client = createClient({ url, key, unit, context, datafile });
      answers.push(keysOf(datafile).map((each) => client.variant(each) ?? null));
      if (answers.length % 100 === 0) await setImmediate(); // the server lives in this process
    }
    return answers;
  },

  'a visit on a server': async ({ stack: { url }, serverKey: key, datafile, units }) => {
    const server = createServer({ url, key });
    await server.visit({}); // fetches the datafile
    const visits = await Promise.all(units.map(({ unit, attributes: context }) => server.visit({}, { unit, context })));
    return visits.map((visit) => keysOf(datafile).map((each) => visit.variant(each) ?? null));
  },

  'Tramo’s provider for OpenFeature in a page': (question) => {
    const { stack, datafile } = question;
    return inPage(new TramoWebProvider({ url: stack.url, key: stack.clientKey, datafile }), question);
  },

  'Tramo’s provider for OpenFeature on a server': (question) => {
    const { stack, serverKey: key } = question;
    return onServer(new TramoServerProvider({ url: stack.url, key }), question);
  },

  'OpenFeature’s own OFREP provider for pages': (question) => {
    const { url: baseUrl, clientKey } = question.stack;
    return inPage(
      new OFREPWebProvider({ baseUrl, headers: [['x-api-key', clientKey]], cacheMode: 'disabled' }),
      question,
    );
  },

  'OpenFeature’s own OFREP provider for servers': async (question) => {
    const headers: [string, string][] = [['x-api-key', question.serverKey]];
    return onServer(new OFREPProvider({ baseUrl: question.stack.url, headers }), question);
  },

  'tramo assign --file': async ({ stack, datafile, units, folder }) => {
    const columns = [...new Set(units.flatMap(({ attributes }) => Object.keys(attributes)))];
    const rows = units.map(({ unit, attributes }) => [unit, ...columns.map((name) => `${attributes[name] ?? ''}`)]);
    const list = join(folder, 'list.csv');
    writeFileSync(list, [['unit', ...columns], ...rows].map(csvLine).join(''));
    const env = { TRAMO_URL: stack.url, TRAMO_KEY: stack.adminKey };
    const listed = async (key: string) => {
      const cli = [join(ROOT, 'cli/tramo.ts'), 'assign', key, '--file', list, '--json'];
      const { assignments } = JSON.parse(await run(process.execPath, cli, env));
      return assignments.map(({ variant }: { variant?: string }) => variant ?? null);
    };
    const found = await Promise.all(keysOf(datafile).map(listed));
    return units.map((_, row) => found.map((variants) => variants[row]));
  },

  'the programs of docs/assignment.md in Python': async ({ datafile, units, folder }) => {
    const page = readFileSync(join(ROOT, 'docs/assignment.md'), 'utf8');
    for (const [, name, text] of page.matchAll(/```python\n# (\S+)\n([\s\S]*?)```/g))
      writeFileSync(join(folder, name!), text!);
    const [program, own, list] = ['assign.py', 'datafile.json', 'list.jsonl'].map((name) => join(folder, name));
    writeFileSync(own!, JSON.stringify(datafile));
    writeFileSync(list!, units.map(({ unit, attributes }) => `${JSON.stringify({ unit, ...attributes })}\n`).join(''));
    const lines = (await run('python3', [program!, own!, list!])).trim().split('\n');
    return lines.map((line) => JSON.parse(line).slice(1));
  },
};

/** Whether there is a Python here. */
export const python = await run('python3', ['--version']).catch(() => undefined);

async function run(command: string, argv: string[], env: object = {}): Promise<string> {
  return (await promisify(execFile)(command, argv, { env: { ...process.env, ...env }, maxBuffer: 1e9 })).stdout;
}

const keysOf = ({ experiments }: Datafile) => experiments.map(({ key }) => key);

async function inPage(provider: WebProvider, { datafile, units }: Question): Promise<Answers> {
  await Web.setProviderAndWait('parity', provider, { targetingKey: 'first' });
  const client = Web.getClient('parity');
  const details = (key: string, value: unknown) => {
    if (typeof value === 'string') return client.getStringDetails(key, value);
    if (typeof value === 'number') return client.getNumberDetails(key, value);
    return typeof value === 'boolean' ? client.getBooleanDetails(key, value) : client.getObjectDetails(key, {});
  };
  const answers: Answers = [];
  for (const { unit, attributes } of units) {
    await Web.setContext('parity', { targetingKey: unit, ...attributes });
    const found = datafile.experiments.map(({ key, variants }) => details(key, variants.at(-1)!.value));
    answers.push(found.map(({ variant }) => variant ?? null));
  }
  return answers;
}

async function onServer(provider: ServerProvider, { datafile, units }: Question): Promise<Answers> {
  await Server.setProviderAndWait('parity', provider);
  const client = Server.getClient('parity');
  const details = (key: string, value: unknown, context: EvaluationContext) => {
    if (typeof value === 'string') return client.getStringDetails(key, value, context);
    if (typeof value === 'number') return client.getNumberDetails(key, value, context);
    if (typeof value === 'boolean') return client.getBooleanDetails(key, value, context);
    return client.getObjectDetails(key, {}, context);
  };
  const answers = new Map<Asked, Answers[number]>();
  await each(units, async (asked) => {
    const context = { targetingKey: asked.unit, ...asked.attributes };
    const found = [];
    for (const { key, variants } of datafile.experiments)
      found.push(await details(key, variants.at(-1)!.value, context));
    answers.set(
      asked,
      found.map(({ variant }) => variant ?? null),
    );
  });
  return units.map((asked) => answers.get(asked)!);
}
