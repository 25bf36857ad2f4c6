import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one plain line, `N passed, M failed`, that any CI can read. A file that does not load is a failure. */
export default class PlainLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const results = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const passed = results.filter((state) => state === 'passed').length;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const failed = results.filter((state) => state === 'failed').length + broken + errors.length;
    // After the default reporter's own summary, which it writes in the same turn.
    process.on('exit', () => console.log(`${passed} passed, ${failed} failed`));
  }
}
