import { describe, expect, test } from 'vitest';
import { check } from '../../shared/define/sentence.ts';
import { planRows, RowMap } from '../../shared/measure/rows.ts';

const HEADER = ['order', 'visitor', 'paid', 'total', 'state'];
const rule = { name: 'order_paid', unit: { column: 'visitor' }, ts: { column: 'paid' } };

/** What one row becomes by a map: its events, or the mistake in it. */
function read(map: object, cells: string[], header = HEADER) {
  const planned = planRows(RowMap.parse({ events: [rule], ...map }), header);
  if ('details' in planned) throw new Error(JSON.stringify(planned.details));
  return planned.rows(cells);
}

function mistakesIn(map: object, header = HEADER) {
  const checked = check(RowMap, { events: [rule], ...map });
  if ('details' in checked) return checked.details;
  const planned = planRows(checked.value, header);
  return 'details' in planned ? planned.details : [];
}

const ISO = '2026-10-07T16:30:00Z';
const row = (over: Record<string, string> = {}) =>
  HEADER.map(
    (column) => ({ order: 'A-1', visitor: 'v-1', paid: ISO, total: '40', state: 'paid', ...over })[column] ?? '',
  );

describe('a row of a shop’s export', () => {
  const shop = {
    number: { decimal: ',', thousands: '.' },
    time: { format: 'dd/MM/yyyy HH:mm', timezone: 'Europe/Madrid' },
    events: [
      { ...rule, when: { state: 'paid' }, id: { column: 'order', prefix: 'paid-' }, value: { column: 'total' } },
      { ...rule, when: { state: ['sent back', 'lost'] }, name: 'order_refunded', properties: ['state', 'order'] },
      { ...rule, when: { state: 'lost' }, name: 'parcel_lost', touchpoint: 'delivery', cost: 3.5 },
    ],
  };

  test('is one event of each rule that fits it, in the shop’s own numbers and times', () => {
    expect(read(shop, row({ paid: '07/10/2026 18:30', total: '1.070,00' }))).toEqual([
      {
        raw: {
          id: 'paid-A-1',
          type: 'event',
          unit: 'v-1',
          name: 'order_paid',
          ts: '2026-10-07T16:30:00.000Z',
          value: 1070,
        },
      },
    ]);
    const lost = read(shop, row({ paid: '07/10/2026 18:30', state: 'lost' }));
    expect(lost.map((each) => 'raw' in each && each.raw.name)).toEqual(['order_refunded', 'parcel_lost']);
    expect(lost[0]).toMatchObject({ raw: { properties: { state: 'lost', order: 'A-1' } } });
    expect(lost[1]).toMatchObject({ raw: { touchpoint: 'delivery', cost: 3.5 } });
    expect(read(shop, row({ state: 'open' }))).toEqual([]);
  });

  test('has nothing where a cell is empty', () => {
    const map = {
      events: [{ ...rule, id: { column: 'order', prefix: 'x-' }, value: { column: 'total' }, properties: ['state'] }],
    };
    const [event] = read(map, row({ order: '', total: ' ', state: '' }));
    expect(event).toEqual({ raw: { type: 'event', unit: 'v-1', name: 'order_paid', ts: '2026-10-07T16:30:00.000Z' } });
  });

  test('may be an exposure or an identify', () => {
    const map = {
      events: [
        {
          type: 'exposure',
          unit: { column: 'visitor' },
          experiment: 'letters',
          variant: { column: 'state' },
          ts: { text: ISO },
        },
        { type: 'identify', unit: { column: 'visitor' }, user: { column: 'order' }, ts: { column: 'paid' } },
      ],
    };
    expect(read(map, row())).toMatchObject([
      {
        raw: { type: 'exposure', unit: 'v-1', experiment: 'letters', variant: 'paid', ts: '2026-10-07T16:30:00.000Z' },
      },
      { raw: { type: 'identify', unit: 'v-1', user: 'A-1' } },
    ]);
  });

  test('with a cell too many or too few says so', () => {
    expect(read({}, [...row(), 'x'])).toMatchObject([
      { mistake: { found: '6 cells', expected: '5 cells, as in the first line' } },
    ]);
    expect(read({}, row().slice(1))).toMatchObject([{ mistake: { found: '4 cells' } }]);
  });
});

describe('a number', () => {
  const spanish = { decimal: ',', thousands: '.' };
  const value = (number: object | undefined, total: string) => {
    const [event] = read(
      { ...(number && { number }), events: [{ ...rule, value: { column: 'total' } }] },
      row({ total }),
    );
    return event && 'raw' in event ? event.raw.value : event?.mistake.expected;
  };

  test.each([
    [spanish, '1.070,00', 1070],
    [spanish, '1070,00', 1070],
    [spanish, '-12,5', -12.5],
    [spanish, '1.234.567,89', 1234567.89],
    [{ decimal: '.', thousands: ',' }, '1,070.00', 1070],
    [{ decimal: ',', thousands: ' ' }, '1 070,00', 1070],
    [undefined, '12.5', 12.5],
    [undefined, '+7', 7],
    [undefined, '0', 0],
  ])('in %o: %s', (form, text, expected) => {
    expect(value(form, text)).toBe(expected);
  });

  test.each([
    [spanish, '1.07', 'a number like 1.070,50'],
    [spanish, '10.70,00', 'a number like 1.070,50'],
    [spanish, '12.5', 'a number like 1.070,50'],
    [spanish, '1,070,00', 'a number like 1.070,50'],
    [undefined, '12,5', 'a number like 1070.50'],
    [undefined, '€ 12', 'a number like 1070.50'],
    [undefined, '1e3', 'a number like 1070.50'],
    [undefined, 'NaN', 'a number like 1070.50'],
    [undefined, '0x10', 'a number like 1070.50'],
    [undefined, '.5', 'a number like 1070.50'],
  ])('in %o is not guessed: %s', (form, text, expected) => {
    expect(value(form, text)).toBe(expected);
  });
});

describe('a time', () => {
  const ts = (time: object | undefined, paid: string) => {
    const [event] = read(time ? { time } : {}, row({ paid }));
    return event && 'raw' in event ? event.raw.ts : event?.mistake.expected;
  };
  const madrid = { format: 'dd/MM/yyyy HH:mm', timezone: 'Europe/Madrid' };

  test.each([
    ['in summer', madrid, '07/10/2026 18:30', '2026-10-07T16:30:00.000Z'],
    ['in winter', madrid, '07/12/2026 18:30', '2026-12-07T17:30:00.000Z'],
    ['of the hour that comes twice is the earlier one', madrid, '25/10/2026 02:30', '2026-10-25T00:30:00.000Z'],
    ['with a month by name', { format: 'd LLL yyyy', timezone: 'UTC' }, '7 Oct 2026', '2026-10-07T00:00:00.000Z'],
    ['with its own offset', { format: "yyyy-MM-dd'T'HH:mmZZ" }, '2026-10-07T18:30+02:00', '2026-10-07T16:30:00.000Z'],
    ['in seconds since 1970', { format: 'X' }, '1791390600', '2026-10-07T16:30:00.000Z'],
    ['in ISO 8601', undefined, '2026-10-07T18:30:00+02:00', '2026-10-07T16:30:00.000Z'],
    ['in ISO 8601 with a space', undefined, '2026-10-07 16:30:00Z', '2026-10-07T16:30:00.000Z'],
    [
      'in ISO 8601 of the map’s time zone',
      { timezone: 'Europe/Madrid' },
      '2026-10-07 18:30',
      '2026-10-07T16:30:00.000Z',
    ],
    ['a day alone', { timezone: 'Europe/Madrid' }, '2026-10-07', '2026-10-06T22:00:00.000Z'],
  ])('%s', (_, form, text, expected) => {
    expect(ts(form, text)).toBe(expected);
  });

  test.each([
    ['a day that does not exist', madrid, '31/09/2026 10:00', 'a date that exists, like 30/09/2026 18:30'],
    ['29 February of a common year', madrid, '29/02/2026 10:00', 'a date that exists, like 30/09/2026 18:30'],
    ['another format', madrid, '2026-10-07 18:30', 'a date that exists, like 30/09/2026 18:30'],
    [
      'an ISO day that does not exist',
      undefined,
      '2026-02-30T10:00:00Z',
      'a date that exists, like 2026-09-30T18:30:00Z',
    ],
    ['words', undefined, 'yesterday', 'a date that exists, like 2026-09-30T18:30:00Z'],
    [
      'an hour that the clocks skip',
      madrid,
      '29/03/2026 02:30',
      'a time that exists in Europe/Madrid: the clocks skipped this one',
    ],
    [
      'a day that an island skipped',
      { format: 'yyyy-MM-dd', timezone: 'Pacific/Apia' },
      '2011-12-30',
      'a time that exists in Pacific/Apia: the clocks skipped this one',
    ],
    [
      'no offset and no time zone',
      undefined,
      '2026-10-07T18:30:00',
      'an offset such as Z or +02:00, or a timezone under time in the map',
    ],
  ])('that is %s is refused', (_, form, text, expected) => {
    expect(ts(form, text)).toBe(expected);
  });

  test('that cannot be read is shown with its column', () => {
    const [event] = read({ time: madrid }, row({ paid: '31/09/2026 10:00' }));
    expect(event).toMatchObject({ mistake: { path: 'paid', found: 'paid: 31/09/2026 10:00' } });
  });
});

describe('a map that does not fit', () => {
  test.each([
    [
      'a column the file does not have',
      { events: [{ ...rule, unit: { column: 'vistor' } }] },
      'events.0.unit.column',
      'visitor',
    ],
    ['such a column under when', { events: [{ ...rule, when: { sate: 'paid' } }] }, 'events.0.when.sate', 'state'],
    [
      'such a column under properties',
      { events: [{ ...rule, properties: ['ordre'] }] },
      'events.0.properties.0',
      'order',
    ],
    ['a misspelt key', { events: [{ ...rule, valeu: 3 }] }, 'events.0.valeu', 'value'],
    ['an event without a name', { events: [{ ...rule, name: undefined }] }, 'events.0.name', undefined],
    [
      'an exposure without a variant',
      { events: [{ ...rule, type: 'exposure', experiment: 'x' }] },
      'events.0.variant',
      undefined,
    ],
    ['a constant that is no time', { events: [{ ...rule, ts: { text: 'Monday' } }] }, 'events.0.ts', undefined],
    ['a format without a day', { time: { format: 'HH:mm' } }, 'time.format', undefined],
    ['a format that names the day in two ways', { time: { format: 'yyyy-MM-dd kkkk' } }, 'time.format', undefined],
    ['a time zone that is none', { time: { timezone: 'Europe/Madird' } }, 'time.timezone', undefined],
    ['one mark for two things', { number: { decimal: ',', thousands: ',' } }, 'number', undefined],
    ['two delimiters', { delimiter: ';;' }, 'delimiter', undefined],
    ['no rule', { events: [] }, 'events', undefined],
  ])('because of %s is refused by its place', (_, map, path, nearest) => {
    const mistakes = mistakesIn(map);
    expect(mistakes.map((each) => [each.path, each.nearest])).toEqual([[path, nearest]]);
    expect(mistakes[0]?.message).toMatch(/Expected .*\./);
  });

  test('because a column stands twice in the file is refused', () => {
    expect(mistakesIn({}, [...HEADER, 'paid'])[0]?.found).toBe('a column the file has twice: paid');
  });
});
