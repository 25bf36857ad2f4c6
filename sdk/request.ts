import { attempt } from './attempt.ts';
import { AGE } from './limits.ts';

/** A request of the Fetch API, of Node's http or of Express; {} where there is none. */
export interface Incoming {
  readonly url?: string | undefined;
  readonly headers?: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket?: object;
}

/** What a request says of its visitor. */
export interface Arrived {
  /** The unit in the cookie, where it is one. */
  unit: string | undefined;
  /** There is such a cookie, whatever it holds. */
  hasCookie: boolean;
  /** It came by https, here or at the proxy before. */
  secure: boolean;
  /** The User-Agent. */
  agent: string;
  /** What the address says of an advertisement, and the site that linked to it. */
  source: Record<string, string>;
  /** Variants that somebody tries: `?tramo=checkout-guarantee:guarantee`, several with commas between. */
  tried: string[];
}

/** Whether it can stand for a visitor: 1 to 128 characters in well-formed Unicode. */
export function isUnit(found: unknown): found is string {
  return typeof found === 'string' && found.length > 0 && found.length <= 128 && found.isWellFormed();
}

/** Reads a request; what cannot be read in it is as good as missing. */
export function arrivedBy(request: Incoming): Arrived {
  const header = (name: string) => attempt(() => headerOf(request, name)) ?? '';
  const url = attempt(() => new URL(request.url ?? '', 'http://localhost')) ?? new URL('http://localhost');
  const cookies = [...header('cookie').matchAll(/(?:^|;)\s*tramo=([^;]*)/g)];
  const units = cookies.map(([, text]) => attempt(() => decodeURIComponent(text!.trim())));
  return {
    unit: units.find(isUnit),
    hasCookie: cookies.length > 0,
    secure: url.protocol === 'https:' || /^https\b/i.test(header('x-forwarded-proto')) || isEncrypted(request),
    agent: header('user-agent'),
    source: sourceOf(url, header('referer'), [header('host'), header('x-forwarded-host')]),
    tried: url.searchParams.getAll('tramo').at(-1)?.split(',') ?? [],
  };
}

/** The cookie as a response sets it; of no age, as it removes it. */
export function cookieText(unit: string, { secure, httpOnly }: { secure: boolean; httpOnly: boolean }): string {
  const parts = [`tramo=${encodeURIComponent(unit)}`, 'Path=/', `Max-Age=${unit ? AGE : 0}`, 'SameSite=Lax'];
  return [...parts, ...(secure ? ['Secure'] : []), ...(httpOnly ? ['HttpOnly'] : [])].join('; ');
}

/** Crawlers say what they are; isbot knows more of them, but a back end has other guests than browsers. */
export function isRobot(agent: string): boolean {
  return /(?<!cu)bot|crawl|spider|slurp|headless|lighthouse|facebookexternalhit/i.test(agent);
}

function headerOf({ headers = {} }: Incoming, name: string): string | undefined {
  const found = isHeaders(headers) ? headers.get(name) : headers[name];
  return typeof found === 'string' ? found : found?.join(', ');
}

/** Not by its class: that may be another than the global one. */
function isHeaders(headers: NonNullable<Incoming['headers']>): headers is Headers {
  return typeof headers.get === 'function';
}

function isEncrypted({ socket }: Incoming): boolean {
  return socket !== undefined && 'encrypted' in socket && socket.encrypted === true;
}

function sourceOf(url: URL, referer: string, hosts: string[]): Record<string, string> {
  const source: Record<string, string> = {};
  for (const [name, value] of url.searchParams) if (/^utm_|clid$/.test(name)) source[name] = value;
  const hostOf = (address: string) => attempt(() => new URL(address).hostname);
  const referrer = hostOf(referer);
  const own = [url.hostname, ...hosts.map((host) => hostOf(`http://${host}`))];
  if (referrer && !own.includes(referrer)) source.referrer = referrer;
  return source;
}
