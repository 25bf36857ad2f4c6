/** Where Tramo answers, without the slash that people put behind it: two in a row are another path. */
export const addressOf = (url: string): string => `${url}`.replace(/\/+$/, '');
