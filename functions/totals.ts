import { readTotal } from '../shared/money/totals.ts';
import type { Call } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import type { Answer } from './handler.ts';
import { expectFew, journeyOf, keep, listOf } from './ledger.ts';

/** The books: the shop's own orders and revenue, week by week. */
export const totals = {
  totals: ({ query }: Call<'totals'>, dependencies: Dependencies): Promise<Answer> =>
    listOf('totals', query, dependencies),

  async addTotals(call: Call<'addTotals'>, dependencies: Dependencies): Promise<Answer> {
    expectFew('totals', call.body.totals);
    const { key: journey } = await journeyOf(call.body.journey, dependencies);
    const judged = call.body.totals.map(readTotal);
    return keep({ list: 'totals', journey, judged, place: ({ week }) => week }, call, dependencies);
  },
};
