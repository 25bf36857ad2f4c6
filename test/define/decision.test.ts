import { expect, test } from 'vitest';
import { againstOf } from '../../shared/define/decision.ts';
import { DECISIONS, VERDICTS, type Verdict } from '../../shared/define/lifecycle.ts';

const DECIDED = ['ship letter', 'ship control', 'iterate', 'discard'];
/** Which decisions go against each verdict. */
const AGAINST: Record<Verdict, string[]> = {
  ship: ['ship control', 'iterate', 'discard'],
  'keep-running': DECIDED,
  stop: ['ship letter', 'ship control'],
  investigate: ['ship letter', 'ship control'],
  inconclusive: ['ship letter', 'ship control'],
};

test.each(VERDICTS)('of a verdict of %s it is clear which decisions go against it', (verdict) => {
  const advice = { verdict, ...(verdict === 'ship' && { variant: 'letter' }) };
  const against = DECIDED.filter((words) => {
    const [decision, variant] = words.split(' ');
    return againstOf({ decision: DECISIONS.find((each) => each === decision)!, variant }, advice) === verdict;
  });
  expect(against).toEqual(AGAINST[verdict]);
});

test('without a verdict no decision goes against one', () => {
  expect(againstOf({ decision: 'ship', variant: 'letter' }, undefined)).toBeUndefined();
});
