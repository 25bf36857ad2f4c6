import type { Running } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const { rule: _, ...definition } = FREE_DELIVERY;

/** The variants of the shop's experiment with these values. */
export const values = (control: unknown, free: unknown) => ({
  variants: [
    { key: 'control', weight: 1, value: control },
    { key: 'free', weight: 1, value: free },
  ],
});

/** The shop's journey in a stack, and what starts experiments there: by a name, with parts of the shop's own exchanged. */
export async function openShop({ ask }: Running): Promise<(name: string, more: object) => Promise<void>> {
  await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
  return async (name, more) => {
    const made = await ask('PUT', `/v1/experiments/${name}`, { body: { ...definition, key: name, ...more } });
    if (made.status !== 201) throw new Error(made.text);
    await ask('POST', `/v1/experiments/${name}/start`, { body: {} });
  };
}
