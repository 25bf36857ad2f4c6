import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { builtClient } from '../../sdk/build.ts';

/** Launches what people use; with its cache of pages that one comes back to, which playwright switches off. */
export async function launch() {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Under its own name a headless browser is a robot, and counts nowhere. Said of a context only, it is not what a page
      // says that is being left.
      '--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
    ],
  });
  return { visitor: () => browser.newContext(), close: () => browser.close() };
}

/** A server of the pages, on another port and host than the stack. What is not shown is an empty page. */
export async function startSite(more: (path: string) => string | undefined = () => undefined) {
  const client = await builtClient();
  const pages = new Map<string, { html: string; headers: Record<string, string> }>();
  const server = createServer((request, response) => {
    const path = request.url!.split('?')[0]!;
    const script = path === '/client.js' ? client : more(path);
    if (script !== undefined) {
      // A page in a sandbox is of no origin.
      return response
        .writeHead(200, { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' })
        .end(script);
    }
    const { html, headers } = pages.get(path) ?? {
      html: '<!doctype html><link rel="icon" href="data:,">',
      headers: {},
    };
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://localhost:${port}`, pages, close };
}
