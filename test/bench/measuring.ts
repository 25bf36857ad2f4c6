import { connect } from '../../functions/dependencies.ts';
import { measure } from '../../functions/measuring.ts';

/** One pass over a store that another process serves: `node measuring.ts URL SECRET`. Prints what it counted. */
const [url = '', secret = ''] = process.argv.slice(2);
const endpoint = { url, accessKeyId: secret, secretAccessKey: 'local' };
const tables = { registryTable: 'tramo-registry', eventsTable: 'tramo-events' };
const dependencies = connect({
  ...tables,
  endpoint,
  publishedSeconds: 60,
  retentionDays: 400,
  lagSeconds: 0,
  segments: 4,
});
const { found, scorecards } = await measure(dependencies);
const units = [...scorecards.values()].flatMap(({ variants }) =>
  variants.map((variant) => variant.units + variant.pending),
);
console.log(JSON.stringify({ lines: found.lines, units }));
dependencies.store.close();
