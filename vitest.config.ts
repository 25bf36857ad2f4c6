import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**'],
    reporters: ['default', './test/reporter.ts'],
    // Modules keep no state between tests, so files share a worker: a third of the time was spent on loading them anew.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
