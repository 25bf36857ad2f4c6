import { acquiringStage, stageIndex } from '../define/journey.ts';
import { type Html, html } from './html.ts';
import { increments } from './increment.ts';
import { type CostReading, costReadings, type Leaning, type Told, type View, versionOf } from './reading.ts';
import { WORDS } from './words.ts';

/** What a customer costs with each version, each with its range, and how each version differs from the control. */
export function costTable(view: View): Html {
  const { language, list, money } = view.format;
  const costs = costReadings(view);
  if (view.card.economics.scope.paid.cells.some(({ why }) => why === 'no_cost')) {
    return html`<p class="quiet cost">${WORDS.noCost[language]}</p>`;
  }
  if (!bringsCustomers(view)) return html``;
  const heads = costs.map(
    ({ scope }) => html`<th scope="col">${(scope === 'paid' ? WORDS.inAds : WORDS.allIn)[language]}</th>`,
  );
  const arrival = view.card.economics.scope.paid.cells.flatMap(({ journeyCac }) =>
    journeyCac === null ? [] : [money(journeyCac)],
  );
  // Of two versions it is plain which amount is whose.
  const brought = (view.card.economics.scope.paid.bring ?? 0) > 0 && arrival.length === 2;
  const rows = view.card.variants.map(({ key }) => [versionRow(key, costs, view), changeRow(key, costs, view)]);
  return html`<div class="cost">
    <table>
      <thead><tr><th scope="col">${WORDS.customerCost[language]}</th>${heads}</tr></thead>
      <tbody>${rows}</tbody>
    </table>
    ${brought && html`<p class="quiet">${WORDS.withArrival[language](list(arrival))}</p>`}
    ${increments(view).map((text) => html`<p class="quiet">${text}</p>`)}
    </div>`;
}

/** An experiment after the sale makes nobody a customer. */
function bringsCustomers({ journey, definition }: View): boolean {
  const touchpoint = journey.touchpoints.find(({ key }) => key === definition.touchpoint);
  return stageIndex(journey, touchpoint?.stage ?? '') < acquiringStage(journey);
}

function versionRow(variant: string, costs: CostReading[], view: View): Html {
  const { language, money, span } = view.format;
  const cells = costs.map(({ cells }) => {
    const cell = cells.find((each) => each.variant === variant);
    if (cell?.cac == null) return html`<td><span>${WORDS.nobodyBought[language]}</span></td>`;
    const range = cell.range && ends(span(money(cell.range.lower), money(cell.range.upper)));
    return html`<td><strong>${money(cell.cac)}</strong><span>${range}</span></td>`;
  });
  return html`<tr><th scope="row">${versionOf(variant, view)}</th>${cells}</tr>`;
}

/** A range that breaks after its "to" or not at all: its amounts hold together by no-break spaces. */
function ends(range: string): Html {
  const [lower, to, upper] = range.split(' ');
  return html`<span>${lower} ${to}</span> <span>${upper}</span>`;
}

/** The row of a difference. The control has none. */
function changeRow(variant: string, costs: CostReading[], view: View): Html {
  const changes = costs.map(({ changes }) => changes.find((each) => each.variant === variant));
  if (changes.every((each) => each === undefined)) return html``;
  const leanings = new Set(changes.map((change) => change?.leaning));
  const shared = leanings.size === 1 ? changes[0]?.leaning : undefined;
  const label = leanings.size === 1 ? verdict(shared, view) : WORDS.difference[view.format.language];
  const cells = changes.map((change) => changeCell(change, leanings.size > 1, view));
  return html`<tr class="difference"><th scope="row" class="${shared ?? 'open'}">${label}</th>${cells}</tr>`;
}

function verdict(leaning: Leaning, { format: { language } }: View): string {
  if (leaning === undefined) return WORDS.cantTell[language];
  return (leaning === 'better' ? WORDS.cheaper : WORDS.dearer)[language];
}

function changeCell(change: Told | undefined, named: boolean, view: View): Html {
  const { moneyChange, span } = view.format;
  if (change?.range === undefined) return html`<td><span>${WORDS.cantTell[view.format.language]}</span></td>`;
  const range = ends(span(moneyChange(change.range.lower), moneyChange(change.range.upper)));
  const word = named && html`<span>${verdict(change.leaning, view)}</span>`;
  return html`<td class="${change.leaning ?? 'open'}">
    <strong>${moneyChange(change.estimate)}</strong><span>${range}</span>${word}</td>`;
}
