/** How much of what the shop's books hold was seen: orders of one week. */
export interface Coverage {
  status: 'ok' | 'partial' | 'more_than_books' | 'no_books' | 'no_orders';
  /** Null without books, or where they hold nothing. */
  share: number | null;
}

/** From here on a week is taken as measured. */
const WHOLE = 0.98;
/** From here on a share tells a number, below only a range. */
const TELLING = 0.8;

/** Seen ÷ books, of orders or of revenue; null where there is nothing to divide by. */
export const shareOf = (seen: number, books: number | null): number | null => (books ? seen / books : null);

/**
 * How much of a week was measured (money.md, Coverage). Books with fewer orders than were seen are a warning.
 * Known value: 104 seen of 109: .9541284403669725, partial.
 */
export function coverageOf(seen: number, books: number | null): Coverage {
  const share = shareOf(seen, books);
  if (books === null) return { status: 'no_books', share };
  if (seen > books) return { status: 'more_than_books', share };
  if (share === null) return { status: 'no_orders', share };
  return { status: share >= WHOLE ? 'ok' : 'partial', share };
}

/** A week's money in one scope, its customers and its orders. */
export interface CoveredWeek {
  acquired: number;
  /** Orders seen, and those of the books; null: they are not known. */
  orders: number;
  books: number | null;
  /** Spend without event costs, which only customers who are seen can bear. */
  spend: number;
  eventCosts: number;
}

/** CAC as measured, and where part of the orders is missing: between what, and at what if that part is small. */
export interface Corrected {
  status: Coverage['status'] | 'no_customers';
  share: number | null;
  cac: number | null;
  corrected: number | null;
  lower: number | null;
  upper: number | null;
}

/**
 * What orders that were not seen do to a week's CAC, with S spend without event costs, A customers, O orders seen, B in
 * the books and e event costs per customer: between S/(A + B − O) + e (each missing order is a new customer) and
 * S/A + e (none is); from a share of .8 on the point S·O/(A·B) + e (they are as the others). Null where nothing is missing.
 * Known value: A 80, O 104, B 109, S 1200, event costs 160: 16.31192660550459 of 16.11764705882353 … 17.
 */
export function correctedCac({ acquired, orders, books, spend, eventCosts }: CoveredWeek): Corrected {
  const { status, share } = coverageOf(orders, books);
  const cac = acquired > 0 ? (spend + eventCosts) / acquired : null;
  const measured = { share, cac, corrected: null, lower: null, upper: null };
  if (status !== 'partial' || books === null || share === null) return { status, ...measured };
  if (cac === null) return { status: 'no_customers', ...measured };
  const each = eventCosts / acquired;
  return {
    status,
    share,
    cac,
    corrected: share >= TELLING ? (spend / acquired) * share + each : null,
    lower: spend / (acquired + books - orders) + each,
    upper: spend / acquired + each,
  };
}
