import { createRoot, hydrateRoot } from 'react-dom/client';
import { createClient } from '../../sdk/browser.ts';
import type { Options } from '../../sdk/client.ts';
import { type Shop, shop } from './react.shop.ts';

/** What the server wrote into the page for its script. */
export interface Told extends Shop {
  options: Options;
}

const told: Told = JSON.parse(document.getElementById('told')!.textContent!);
const root = document.getElementById('root')!;
const client = createClient(told.options);
Object.assign(window, { tramo: client });
if (root.hasChildNodes()) hydrateRoot(root, shop(client, told));
else createRoot(root).render(shop(client, told));
