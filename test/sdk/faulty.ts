import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/**
 * What happens to a request: an answer in place of Tramo's, `nothing` (the connection ends), `hang` (no answer at all), or
 * `lost` (Tramo has it, and its answer does not arrive).
 */
export type Fault = 'nothing' | 'hang' | 'lost' | { status: number; headers?: Record<string, string>; body?: string };

export interface Seen {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  status: number | undefined;
}

/** Between a client and the running stack: passes everything on, but for the faults that are laid in its way. */
export async function faultyWay(to: string) {
  const faults: Fault[] = [];
  const seen: Seen[] = [];
  const way = { url: '', seen, faults, always: undefined as Fault | undefined, most: 0 };
  let under = 0;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString();
    const one: Seen = { path: request.url ?? '', headers: request.headers, body, status: undefined };
    seen.push(one);
    way.most = Math.max(way.most, ++under);
    response.on('close', () => under--);
    const fault = way.always ?? faults.shift();
    if (fault === 'hang') return;
    if (fault === 'nothing') return response.destroy();
    if (typeof fault === 'object') {
      one.status = fault.status;
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    }
    const { host: _, connection: __, 'content-length': ___, 'accept-encoding': ____, ...headers } = request.headers;
    const told = Object.entries(headers).map(([name, value]): [string, string] => [name, `${value}`]);
    const method = request.method ?? 'GET';
    const answer = await fetch(`${to}${request.url}`, { method, headers: told, ...(method === 'POST' && { body }) });
    one.status = answer.status;
    if (fault === 'lost') return response.destroy();
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  way.url = `http://127.0.0.1:${port}`;
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return way;
}
