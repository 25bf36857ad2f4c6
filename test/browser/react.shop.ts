import { createElement, type ReactNode, StrictMode, Suspense, useState } from 'react';
import { type Asked, Experiment, TramoProvider, useValue, useVariant } from '../../sdk/react.ts';

const KEY = 'guarantee';
const button = createElement(Experiment, {
  experiment: KEY,
  variants: { control: 'Pay', b: 'Pay, and think for 30 days' },
  otherwise: 'Pay now',
});

function Banner(): ReactNode {
  return useValue(KEY, { banner: 'nothing' }).banner;
}

/** Asks, but shows nothing that is of the experiment. */
function Asking(): ReactNode {
  return useVariant(KEY, { expose: false }) === undefined ? 'asked in vain' : 'asked';
}

/** The button comes only when somebody opens the basket. */
function Basket(): ReactNode {
  const [open, setOpen] = useState(false);
  return open ? button : createElement('button', { type: 'button', onClick: () => setOpen(true) }, 'basket');
}

/** What a page of the shop holds, as a server renders it and the browser takes it over. */
const pages = {
  button,
  twice: [createElement('p', { key: 1 }, button), ' · ', createElement(Banner, { key: 2 })],
  asking: createElement(Asking),
  basket: [createElement(Basket, { key: 1 }), createElement('p', { key: 2 }, createElement(Asking))],
};

/** A page as both sides know it. `waits`: something stands there while the datafile is awaited. */
export interface Shop {
  page: keyof typeof pages;
  waits?: boolean;
}

export function shop(client: Asked | undefined, { page, waits }: Shop): ReactNode {
  const content = createElement('main', null, pages[page]);
  const inside = waits ? createElement(Suspense, { fallback: 'one moment' }, content) : content;
  return createElement(StrictMode, null, createElement(TramoProvider, { client }, inside));
}
