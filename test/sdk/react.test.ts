import { createElement, type ReactNode, Suspense } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { createClient } from '../../sdk/browser.ts';
import { type Asked, Experiment, TramoProvider, useValue, useVariant } from '../../sdk/react.ts';
import { createServer } from '../../sdk/server.ts';
import { compiled, experiment } from '../assign/running.ts';

const { public: datafile } = compiled([
  experiment({
    variants: [
      { key: 'control', value: { banner: null } },
      { key: 'b', value: { banner: '30 days' } },
    ],
  }),
]);
const KEY = 'guarantee';

/** A visitor as a server knows it, and everything that was recorded of it. */
function visit(unit: string, rules: unknown = datafile) {
  const options = { url: 'https://tramo.example', key: 'ck_1', unit, datafile: rules };
  const client = createClient({ ...options, consent: 'pending' });
  client.close();
  const exposed: string[] = [];
  const asked: Asked = { variant: client.variant, value: client.value, exposed: (key) => exposed.push(key) };
  return { asked, exposed };
}

const units = Array.from({ length: 20 }, (_, place) => `visitor-${place}`);
const inB = units.find((unit) => visit(unit).asked.variant(KEY) === 'b')!;

function html(client: Asked | undefined, ...children: ReactNode[]): string {
  return renderToString(createElement(TramoProvider, { client }, ...children));
}

function Variant(): ReactNode {
  return useVariant(KEY) ?? 'none';
}

function Banner(): ReactNode {
  return useValue(KEY, { banner: 'default' }).banner;
}

const checkout = createElement(Experiment, {
  experiment: KEY,
  variants: { control: 'Pay', b: 'Pay, and 30 days to think' },
  otherwise: 'Pay now',
});

describe('on a server', () => {
  test.each(units)('%s gets in the markup what its client answers in the browser', (unit) => {
    const { asked } = visit(unit);
    const variant = asked.variant(KEY);
    expect(html(asked, createElement(Variant))).toContain(variant);
    expect(html(asked, checkout)).toContain(variant === 'b' ? '30 days to think' : 'Pay');
  });

  test('a value is in the markup', () => {
    expect(html(visit(inB).asked, createElement(Banner))).toContain('30 days');
  });

  test('rendering records nothing: nobody has seen it yet', () => {
    const { asked, exposed } = visit(inB);
    html(asked, createElement(Variant), createElement(Banner), checkout);
    expect(exposed).toEqual([]);
  });

  test('without a visit the defaults are rendered, and the page does not claim to know more', () => {
    const markup = html(undefined, createElement(Variant), createElement(Banner), checkout);
    expect(markup).toBe('none<!-- -->default<!-- -->Pay now');
  });

  test('the markup says that it was made for this visitor', () => {
    expect(html(visit(inB).asked, checkout)).toBe('<meta name="tramo" content="served"/>Pay, and 30 days to think');
  });

  test('an experiment that nobody knows is the default', () => {
    const unknown = createElement(Experiment, { experiment: 'nothing', variants: { b: 'B' }, otherwise: 'Pay now' });
    expect(html(visit(inB).asked, unknown)).toContain('Pay now');
  });

  test.each(['__proto__', 'constructor', 'toString'])('a variant named %s shows nothing that is not there', (key) => {
    const experiments = datafile.experiments.map((rule) => ({ ...rule, variants: [{ key }, { key }] }));
    const { asked } = visit(inB, { ...datafile, experiments });
    expect(html(asked, createElement(Variant))).toContain(key);
    expect(html(asked, checkout)).toContain('Pay now');
  });

  test('a client that still waits for its datafile suspends, instead of settling for the default', () => {
    const { asked } = visit(inB);
    const waiting: Asked = { ...asked, settled: false, ready: new Promise(() => {}) };
    expect(html(waiting, createElement(Suspense, { fallback: 'wait' }, createElement(Variant)))).toContain('wait');
  });
});

describe('with a visit of tramo/server', () => {
  const url = 'https://tramo.example';
  const server = createServer({ url, key: 'sk_1', clientKey: 'ck_1', fetch: async () => Response.json(datafile) });

  test.each(units)('the page of %s goes on in the browser with what its markup shows', async (unit) => {
    const headers = { cookie: `tramo=${unit}` };
    const visit = await server.visit({ url: 'https://shop.example/checkout', headers });
    const told = JSON.parse(visit.script().replaceAll(/<[^>]*>/g, ''));
    const client = createClient({ url, key: 'ck_1', ...told });
    client.close();
    const page = [createElement(Variant, { key: 1 }), createElement(Banner, { key: 2 })];
    expect(html(client, ...page)).toBe(html(visit, ...page));
    expect(html(visit, ...page)).toContain(visit.variant(KEY));
    expect(server.waiting).toBe(0);
  });
});

test('outside of a provider the defaults stand', () => {
  expect(renderToString(createElement(Variant))).toBe('none');
  expect(renderToString(checkout)).toBe('Pay now');
});
