import * as z from 'zod';
import { ERA, LARGEST, type Sent } from './event.ts';

const KEY = /^[a-z0-9][a-z0-9-]{0,63}$/;
const MOMENT = z.regexes.datetime({ offset: true });

type Fields = Record<string, unknown>;
type Check = (value: unknown) => boolean;

const text =
  (most: number): Check =>
  (value) =>
    typeof value === 'string' && value.length > 0 && value.length <= most && value.isWellFormed();
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const isUnit = text(128);
const isName = text(64);
const isKey: Check = (value) => typeof value === 'string' && KEY.test(value);
const isTime: Check = (value) =>
  typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string' && MOMENT.test(value);
const isReceipt: Check = (value) => (typeof value === 'number' ? value >= ERA.from && value <= ERA.to : isTime(value));
const isAmount: Check = (value) => typeof value === 'number' && Math.abs(value) <= LARGEST;
const isPhase: Check = (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1e6;
const isFlag: Check = (value) => typeof value === 'boolean';
const [maybeUnit, maybeKey, maybeAmount] = [maybe(isUnit), maybe(isKey), maybe(isAmount)];
const [maybePhase, maybeFlag, maybeReceipt] = [maybe(isPhase), maybe(isFlag), maybe(isReceipt)];

/**
 * Whether the schema `Sent` surely takes this as it is. Of the common forms only: what it does not know (no id, an age, a
 * pulse, a holdout, every mistake) is left to the schema, which also writes the sentence. It costs a sixth of the schema; a
 * test holds the two together.
 */
export function isCommon(raw: unknown): raw is Sent {
  if (raw === null || typeof raw !== 'object') return false;
  const line = raw as Fields;
  if (!isUnit(line.id) || !isUnit(line.unit) || !isTime(line.ts) || line.age !== undefined) return false;
  if (!maybeFlag(line.robot) || !maybeReceipt(line.receivedAt) || !areProperties(line.properties)) return false;
  if (!isFlat(line)) return false;
  if (line.type === 'event') return isEvent(line);
  if (line.type === 'exposure') return isExposure(line);
  return line.type === 'identify' && isUnit(line.user);
}

/** Unknown keys are left out, whatever they are called: what is deep or oddly named in them is for the schema to refuse. */
function isFlat(line: Fields): boolean {
  for (const key in line) {
    if (key.length > 64 || key === '__proto__' || (typeof line[key] === 'object' && key !== 'properties')) return false;
  }
  return true;
}

function isEvent(line: Fields): boolean {
  const amounts = maybeAmount(line.value) && maybeAmount(line.cost);
  return isName(line.name) && line.name !== 'pulse' && amounts && maybeUnit(line.user) && maybeKey(line.touchpoint);
}

function isExposure(line: Fields): boolean {
  const named = isKey(line.experiment) && isKey(line.variant) && line.holdout === undefined;
  return named && maybePhase(line.phase) && maybeFlag(line.override) && maybeUnit(line.user);
}

function areProperties(properties: unknown): boolean {
  if (properties === undefined) return true;
  if (properties === null || typeof properties !== 'object' || Array.isArray(properties)) return false;
  const entries = Object.entries(properties);
  return (
    entries.length <= 16 && entries.every(([name, value]) => isName(name) && name !== '__proto__' && isScalar(value))
  );
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= 256;
  return typeof value === 'number' ? Number.isFinite(value) : typeof value === 'boolean';
}
