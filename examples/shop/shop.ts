/** The sample shop: a small real site over a running `tramo dev`. `npm run example`. */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, createServer as listen, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
// In a project of your own: from 'tramo/server'.
import { createServer, type Visit } from '../../sdk/server.ts';
import { checkout, delivered, type Frame, landing, lost, ordered, product } from './pages.ts';
import { connect } from './tramo.ts';
import { type Language, WORDS } from './words.ts';

const HERE = import.meta.dirname;
const PRICE = 89.9;

const { port, data } = options();
const connection = await connect(data).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
const tramo = createServer(connection);
// Scripts of the page are its own and Tramo's, and it speaks to nobody else.
const POLICY = `default-src 'none'; script-src 'self' ${connection.url}; connect-src ${connection.url}; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
const client = `import { createClient } from '${connection.url}/sdk.js';\n${readFileSync(join(HERE, 'client.js'), 'utf8')}`;
const style = readFileSync(join(HERE, 'shop.css'), 'utf8');

const server = listen((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end('The shop failed at this page. The terminal it runs in says why.');
  });
});
server.on('error', (error) => {
  console.error(`Port ${port} cannot be used (${error.message}). Give another: npm run example -- --port 4200`);
  process.exit(1);
});
server.listen(Number(port), '127.0.0.1', () => {
  const address = server.address();
  const bound = typeof address === 'object' ? address?.port : port;
  console.log(`The shop is open at http://127.0.0.1:${bound}, over Tramo at ${connection.url}. Ctrl+C closes it.`);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => tramo.close().finally(() => process.exit()));
}

function options(): { port: string; data: string } {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string', default: '4100' }, data: { type: 'string', default: '.tramo' } },
    });
    return values;
  } catch {
    console.error('npm run example -- [--port 4100] [--data .tramo]\nThe folder is that of a running `tramo dev`.');
    process.exit(2);
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/client.js') return send(response, client, 'text/javascript');
  if (pathname === '/shop.css') return send(response, style, 'text/css');
  const visit = await tramo.visit(request);
  if (visit.cookie) response.setHeader('set-cookie', visit.cookie);
  if (request.method === 'POST') return act(pathname, visit, response);
  const body = await pageOf(pathname, frameOf(request, visit), visit);
  response.statusCode = body === undefined ? 404 : 200;
  send(response, body ?? lost(frameOf(request, visit)), 'text/html');
}

/** The page at a path. What the server tries out, it decides before it writes the page. */
async function pageOf(path: string, frame: Frame, visit: Visit): Promise<string | undefined> {
  const [, place, number = '', after] = path.split('/');
  if (path === '/') return landing(frame);
  if (path === '/shoe') return product(frame);
  if (path === '/checkout') return checkout(frame, visit.value('run-guarantee', { guarantee: false }));
  if (place !== 'orders' || !/^\d{6}$/.test(number)) return undefined;
  if (after === 'delivered') return delivered(frame, await connection.pulseLink('delivery', visit.unit ?? ''));
  return after === undefined ? ordered(frame, number) : undefined;
}

/** What only the back end may say: that an order was paid, and that it was delivered. Its number makes each count once. */
function act(path: string, visit: Visit, response: ServerResponse): void {
  const [, place, number = randomInt(100_000, 1_000_000), after] = path.split('/');
  if (place !== 'orders') return void response.writeHead(404).end();
  if (after === undefined) visit.track('order_paid', { id: `paid-${number}`, value: PRICE, cost: 4 });
  else visit.track('order_delivered', { id: `delivered-${number}`, touchpoint: 'delivery' });
  response.writeHead(303, { location: `/orders/${number}${after === undefined ? '' : '/delivered'}` }).end();
}

function frameOf(request: IncomingMessage, visit: Visit): Frame {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const asked = searchParams.get('lang');
  const language: Language = (asked ?? request.headers['accept-language'] ?? '').startsWith('es') ? 'es' : 'en';
  const seen = ['size-advice', 'run-guarantee'].flatMap((key) => {
    const variant = visit.variant(key);
    return variant === undefined ? [] : [`${key}: ${variant}`];
  });
  const { url, clientKey } = connection;
  return {
    language,
    words: WORDS[language],
    tramo: { url, clientKey },
    bootstrap: visit.script(),
    unit: visit.unit ?? '',
    tested: /^\/(shoe)?$/.test(pathname) ? 'size-advice' : 'run-guarantee',
    seen,
  };
}

function send(response: ServerResponse, body: string, type: string): void {
  response.setHeader('content-type', `${type}; charset=utf-8`);
  response.setHeader('content-security-policy', POLICY);
  response.setHeader('cache-control', 'no-store');
  response.end(body);
}
