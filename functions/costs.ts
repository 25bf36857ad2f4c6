import { ledgerDoor } from '../shared/money/ledger.ts';
import type { Call } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import type { Answer } from './handler.ts';
import { expectFew, journeyOf, keep, listOf } from './ledger.ts';

/** The ledger: entries of money and time. */
export const costs = {
  costs: ({ query }: Call<'costs'>, dependencies: Dependencies): Promise<Answer> =>
    listOf('costs', query, dependencies),

  async addCosts(call: Call<'addCosts'>, dependencies: Dependencies): Promise<Answer> {
    expectFew('costs', call.body.costs);
    const journey = await journeyOf(call.body.journey, dependencies);
    const judged = call.body.costs.map(ledgerDoor(journey));
    return keep({ list: 'costs', journey: journey.key, judged, place: ({ id }) => id }, call, dependencies);
  },
};
