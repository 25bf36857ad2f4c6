// local-eval
// The built client for the peer harness of size, with everything that it offers kept. First: npm run build.
// biome-ignore lint/suspicious/noTsIgnore: dist/ is there only once it is built, and an expected error would then be one
// @ts-ignore
import { createClient } from '../../dist/browser.js';

declare const options: object;
Object.assign(globalThis, createClient(options));
