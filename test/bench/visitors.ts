/** Events of invented visitors of the fixture's shop, grouped by unit: each is exposed, and every fourth orders. */
export function* visitors(units: number): Generator<Record<string, unknown>[]> {
  const start = Date.parse('2026-10-05T00:00:00Z');
  for (let number = 0; number < units; number++) {
    const unit = `visitor-${number}`;
    const at = (minutes: number) => start + ((number * 7919) % 1_000_000) * 1000 + minutes * 60_000;
    const line = (id: string, more: Record<string, unknown>) => ({ id: `${id}${number}`, unit, ...more });
    yield [
      line('l', { type: 'event', name: 'landing_viewed', ts: at(0) }),
      line('p', { type: 'event', name: 'product_viewed', ts: at(1) }),
      line('x', { type: 'exposure', experiment: 'free-delivery', variant: number % 2 ? 'free' : 'control', ts: at(1) }),
      ...(number % 4 ? [] : [line('o', { type: 'event', name: 'order_paid', value: 20 + (number % 97), ts: at(9) })]),
    ];
  }
}
