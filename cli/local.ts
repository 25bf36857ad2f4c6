import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { keepArrivals } from '../functions/arrivals.ts';
import { connect, type Dependencies } from '../functions/dependencies.ts';
import type { Environment } from '../functions/environment.ts';
import { handlers as events } from '../functions/events.ts';
import { frame } from '../functions/handler.ts';
import { keepKey } from '../functions/keys.ts';
import { handlers as ofrep } from '../functions/ofrep.ts';
import { handlers as registry } from '../functions/registry.ts';
import { handlers as scorecard } from '../functions/scorecard.ts';
import { type Sdk, sdkOf } from '../functions/sdk.ts';
import { readRegistry } from '../functions/snapshot.ts';
import { handlers as timeline } from '../functions/timeline.ts';
import { hashOfKey, type KeyKind, makeKey } from '../shared/define/access.ts';
import { TramoError } from '../shared/errors.ts';
import type { FunctionName } from '../shared/route.ts';
import { findRoute } from '../shared/routes.ts';
import { createTables, openEmbedded } from './embedded.ts';
import { withPages } from './pages.ts';
import { type Answerer, serve } from './serve.ts';

/** What runs on this machine: the stack with its keys. */
export interface Local {
  url: string;
  adminKey: string;
  clientKey: string;
  dependencies: Dependencies;
  close: () => Promise<void>;
}

export interface Settings {
  /** Folder of keys and store; made where it is not there. */
  data: string;
  /** 0 picks a free one. */
  port: number;
  /** Folder of the store, where it is not `<data>/store`. */
  store?: string | undefined;
  /** Another DynamoDB engine in place of the embedded one. */
  endpoint?: string | undefined;
  /** A clock of the caller's. */
  now?: (() => number) | undefined;
  /** What must be there before anybody can ask. */
  prepare?: ((dependencies: Dependencies) => Promise<void>) | undefined;
}

const AUTHOR = { id: 'dev', name: 'tramo dev', kind: 'admin' } as const;

/** Starts the whole stack: the embedded store, the handlers that Lambda runs, and a server. @throws TramoError where it cannot */
export async function startLocal(settings: Settings): Promise<Local> {
  const { data, port, store = join(data, 'store') } = settings;
  await makeFolder(store);
  const embedded = settings.endpoint === undefined ? await openEmbedded(store) : undefined;
  const other = { url: settings.endpoint ?? '', accessKeyId: 'local', secretAccessKey: 'local' };
  const given = { arrivals: keepArrivals(), sdk: builtSdk(), ...(settings.now && { now: settings.now }) };
  const dependencies = connect(environment(embedded?.endpoint ?? other), given);
  const closeStore = async () => {
    dependencies.store.close();
    await embedded?.close();
  };
  try {
    await createTables(dependencies.store.client, dependencies.environment);
    const adminKey = await keyOf('admin', data, dependencies);
    const clientKey = await keyOf('client', data, dependencies);
    // Cures a crash between a change and its publication.
    await dependencies.published.publish();
    await settings.prepare?.(dependencies);
    const shown = { url: '', clientKey };
    const server = await serve(port, withPages(answerer(dependencies), dependencies, shown));
    shown.url = server.url;
    const address = join(data, 'url');
    await writeFile(address, `${server.url}\n`);
    const close = async () => {
      await rm(address, { force: true });
      await server.close();
      await closeStore();
    };
    return { url: server.url, adminKey, clientKey, dependencies, close };
  } catch (error) {
    await closeStore();
    throw error;
  }
}

/** The browser client, built from its sources when somebody asks for it first. */
function builtSdk(): () => Promise<Sdk> {
  let built: Promise<Sdk> | undefined;
  const build = async () => sdkOf(await (await import('../sdk/build.ts')).builtClient());
  return () => {
    built ??= build();
    return built;
  };
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: Error) => {
    throw new TramoError('invalid', `The folder ${path} cannot be made: ${error.message}. Give another with --data.`);
  });
}

function environment(endpoint: Environment['endpoint']): Environment {
  const tables = { registryTable: 'tramo-registry', eventsTable: 'tramo-events' };
  return { ...tables, endpoint, publishedSeconds: 60, retentionDays: 400, lagSeconds: 0, segments: 4 };
}

/** Every function behind one door, as API Gateway has them: each event goes to the function of its route. */
function answerer(dependencies: Dependencies): Answerer {
  const open = () => dependencies;
  const functions: Record<FunctionName, Answerer> = {
    events: asked(frame(events, open)),
    ofrep: asked(frame(ofrep, open)),
    registry: asked(frame(registry, open)),
    scorecard: asked(frame(scorecard, open)),
    timeline: asked(frame(timeline, open)),
  };
  return (event) => {
    const found = findRoute(event.requestContext.http.method, event.rawPath);
    return functions['route' in found ? found.route.function : 'registry'](event);
  };
}

type Framed = ReturnType<typeof frame>;
/** What Lambda hands its handlers beside the event; ours read nothing of it. */
const CONTEXT: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'local',
  functionVersion: '$LATEST',
  invokedFunctionArn: '',
  memoryLimitInMB: '',
  awsRequestId: '',
  logGroupName: '',
  logStreamName: '',
  getRemainingTimeInMillis: () => 30_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

function asked(lambda: Framed): Answerer {
  return (event) => lambda(event, CONTEXT);
}

/** The key in `<data>/<kind>.key`, made where there is none, or where it was revoked; the same after a restart. */
async function keyOf(kind: KeyKind, data: string, dependencies: Dependencies): Promise<string> {
  const path = join(data, `${kind}.key`);
  const { keys } = await readRegistry(dependencies.store.registry);
  const known = (key: string) => keys.find(({ hash }) => hash === hashOfKey(key));
  const name = `${kind} key of tramo dev`;
  const text = (await readFile(path, 'utf8').catch(() => '')).trim();
  const id = randomBytes(8).toString('hex');
  const kept = makeKey({ kind, name }, id, Buffer.from(text.slice(3), 'base64url'));
  const usable = kept.key === text && text.length >= 32 && known(text)?.revokedAt === undefined;
  const { key, known: keep } = usable ? kept : makeKey({ kind, name }, id, randomBytes(24));
  if (!usable) await writeSecret(path, key);
  if (known(key) === undefined) {
    await keepKey({ ...keep, createdAt: new Date(dependencies.now()).toISOString() }, 'makeKey', AUTHOR, dependencies);
  }
  return key;
}

async function writeSecret(path: string, secret: string): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  await file.writeFile(`${secret}\n`);
  await file.close();
}
