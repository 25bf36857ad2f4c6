import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createServer } from '../../sdk/server.ts';
import { compiled, experiment } from '../assign/running.ts';
import { MARKUP } from './markup.ts';

const text = fc.oneof(fc.constantFrom(...MARKUP), fc.string({ unit: 'binary' }), fc.string());
const words = fc.array(text, { maxLength: 4 }).map((parts) => parts.join(''));
const scalar = fc.oneof(words, fc.double({ noDefaultInfinity: true, noNaN: true }), fc.boolean());
const anything = fc.oneof(scalar, fc.constant(null), fc.array(scalar), fc.dictionary(words, scalar));

/** A server whose Tramo answers a datafile with this value; nothing is sent. */
function serve(value: unknown) {
  const { public: datafile } = compiled([experiment({ variants: [{ key: 'control', value }] })]);
  const answer = JSON.stringify(datafile);
  const fetch = async () => new Response(answer);
  const tramo = createServer({ url: 'https://tramo.example', key: 'sk', clientKey: 'ck', fetch, warn: () => {} });
  return { tramo, datafile: JSON.parse(answer) };
}

const WHOLE =
  /^<script type="application\/json" id="tramo"(?: nonce="(?<nonce>[^"<>&]*(?:&#\d+;[^"<>&]*)*)")?>(?<json>[^<>&\u2028\u2029]*)<\/script>$/;

describe('the script in the page', () => {
  test('cannot be broken out of and gives the same back, whatever contexts, values, units and nonces hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(words, scalar), anything, words, words, async (context, value, unit, nonce) => {
        const { tramo, datafile } = serve(value);
        const visit = await tramo.visit({}, { unit, context });
        const { groups } = WHOLE.exec(visit.script({ nonce })) ?? {};
        // No character in it is anything to a parser of HTML, so the script's text is what JSON.parse gets.
        const told = JSON.parse(groups!.json!);
        expect(told).toEqual({ unit: visit.unit, context: told.context, datafile });
        expect(Object.entries(told.context)).toEqual(Object.entries(JSON.parse(JSON.stringify(context))));
        expect(groups!.nonce!.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(code))).toBe(nonce);
      }),
      { numRuns: 300 },
    );
  });

  test.each([undefined, ''])('holds no datafile without a client key (%j), and says so once', async (clientKey) => {
    const said: string[] = [];
    const warn = (sentence: string) => said.push(sentence);
    const fetch = async () => new Response('{"v":1,"experiments":[]}');
    const tramo = createServer({
      url: 'https://tramo.example',
      key: 'sk',
      ...(clientKey === '' && { clientKey }),
      fetch,
      warn,
    });
    const visit = await tramo.visit({}, { unit: 'u1' });
    expect([visit.script(), visit.script()][1]).toBe(
      '<script type="application/json" id="tramo">{"unit":"u1","context":{}}</script>',
    );
    expect(await tramo.script()).toBe('<script type="application/json" id="tramo">{}</script>');
    expect(said).toEqual(['Tramo: A page was written without a datafile: createServer needs clientKey.']);
  });

  test('holds nothing of a context but texts, numbers and booleans', async () => {
    const context = {
      country: 'ES',
      cart: [1],
      customer: { margin: 3 },
      nothing: null,
      age: undefined,
      at: new Date(0),
    };
    const visit = await serve('a').tramo.visit({}, { unit: 'u', context });
    expect(JSON.parse(WHOLE.exec(visit.script())!.groups!.json!).context).toEqual({ country: 'ES' });
  });
});

describe('the file that is built', () => {
  const WEB = {
    AbortSignal,
    Headers,
    Request,
    Response,
    TextEncoder,
    URL,
    clearTimeout,
    console,
    crypto,
    fetch,
    setTimeout,
  };

  test('asks for no package and nothing of Node, and runs where there are Web APIs only', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: ['sdk/server.ts'],
      bundle: true,
      platform: 'neutral',
      format: 'iife',
      globalName: 'tramo',
      target: 'es2024',
      minify: true, // without its comments
      metafile: true,
      write: false,
    });
    const [output] = Object.values(metafile.outputs);
    expect(output!.imports).toEqual([]);
    expect(Object.keys(metafile.inputs).filter((path) => !/^(sdk|shared\/assign)\//.test(path))).toEqual([]);
    const source = outputFiles[0]!.text;
    expect(source).not.toMatch(/\bnode:|\bprocess\b|\bBuffer\b|\brequire\b|\bwindow\b|\blocalStorage\b/);

    const { public: datafile } = compiled([experiment()]);
    const sent: string[] = [];
    const answering: typeof fetch = async (address, init) => {
      if (init?.method === 'POST') sent.push(`${init.body}`);
      return new Response(init?.method === 'POST' ? '{"accepted":1,"rejected":[]}' : JSON.stringify(datafile), {
        status: `${address}`.startsWith('https://tramo.example/') ? 200 : 500,
      });
    };
    const variant = await runInNewContext(
      `${source}
      (async () => {
        const server = tramo.createServer({ url: 'https://tramo.example/', key: 'sk' });
        const visit = await server.visit(new Request('https://shop.example/?utm_source=x'), { unit: 'u' });
        visit.exposed('guarantee');
        await server.flush();
        return visit.variant('guarantee');
      })()`,
      { ...WEB, fetch: answering },
    );
    expect(variant).toMatch(/control|b/);
    expect(JSON.parse(sent[0]!).events).toMatchObject([{ unit: 'u', experiment: 'guarantee', variant, phase: 1 }]);
  });
});
