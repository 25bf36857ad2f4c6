// Written from the schemas by node sdk/declare.ts: what a definition may hold, for editors and without zod.
// biome-ignore-all format: written by a program

export interface Journey {
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  key: string;
  name?: Text;
  /** ISO 4217, such as EUR. */
  currency: string;
  /** How people of this journey read numbers and words. 'en' unless given. */
  locale?: string;
  /** Weeks (ISO, Monday) and days are cut here. 'UTC' unless given. */
  timezone?: string;
  /** Share of revenue that is margin. */
  grossMargin?: number;
  /** Price of an hour of work in the ledger. */
  hourlyRate?: number;
  /** How the worth of a test is reckoned. */
  money?: {
    /** Spread of what changes do, in log-odds, until tests of your own correct it. 0.05 unless given. */
    spread?: number;
    /** 0.05 unless given. */
    alpha?: number;
    /** 0.8 unless given. */
    power?: number;
    /** The longest that a test may take in units. 12 unless given. */
    maxWeeks?: number;
    /** Weeks over which an improvement pays. 52 unless given. */
    horizonWeeks?: number;
    /** Work to set up a test. 8 unless given. */
    setupHours?: number;
    /** Work per week that a test runs. 1 unless given. */
    weeklyHours?: number;
  };
  from?: {
    text: Text;
  };
  to?: {
    text: Text;
  };
  stages: Stage[];
  touchpoints?: Touchpoint[];
  personas?: Persona[];
  sources?: Source[];
  /** Events refused from a client key. */
  serverOnly?: string[];
  metrics?: Metric[];
}

/** A string, or { en, es }. */
export type Text = string | {
  en: string;
  es: string;
};

export interface Stage {
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  key: string;
  name?: Text;
  /** The event or events that mark the entry of a unit. */
  enters: string | string[];
  /** True on the one stage whose entry makes a customer. */
  acquires?: boolean;
  /** Money that brings one unit into the stage, in the journey currency, until a ledger knows better. */
  costPerEntry?: number;
  /** Minutes, hours, days (24 hours) or weeks: 30m, 24h, 14d, 2w. */
  window?: string;
  objective?: Text;
  actions?: Text[];
  questions?: Text[];
  obstacles?: Text[];
}

export interface Touchpoint {
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  key: string;
  name?: Text;
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  stage: string;
  /** A name of 1 to 64 characters, such as order_paid. */
  channel?: string;
  /** The event or events that mark the entry of a unit. */
  enters?: string | string[];
  /** A unit that does nothing for so long has left. */
  leavesAfter?: string;
  /** A moment of truth: here a customer stays or leaves. */
  votingPoint?: boolean;
  /** How people should feel here, from -2 to 2. */
  emotion?: number;
}

export interface Persona {
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  key: string;
  name?: Text;
  audience: Audience;
  goals?: Text[];
  frustrations?: Text[];
}

/** Attribute: value, or attribute: { operator: value }; combined with all, any and not. */
export interface Audience {
  all?: Audience[];
  any?: Audience[];
  not?: Audience;
  [name: string]: string | number | boolean | Condition | Audience[] | Audience | undefined;
}

export interface Condition {
  eq?: string | number | boolean;
  ne?: string | number | boolean;
  in?: (string | number | boolean)[];
  nin?: (string | number | boolean)[];
  gt?: string | number;
  gte?: string | number;
  lt?: string | number;
  lte?: string | number;
  exists?: boolean;
  startsWith?: string;
  endsWith?: string;
  contains?: string;
  semver?: string;
}

export interface Source {
  /** A name of 1 to 64 characters, such as order_paid. */
  channel: string;
  when: Audience;
  paid?: boolean;
}

export type Metric = {
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  key: string;
  name?: Text;
  /** 'up' unless given. */
  better?: 'up' | 'down';
  /** Relative, for non-inferiority of a guardrail. 0.1 unless given. */
  margin?: number;
  /** Quantile of all arms pooled at which values are capped. */
  cap?: number;
  /** Minutes, hours, days (24 hours) or weeks: 30m, 24h, 14d, 2w. */
  window?: string;
  /** Counts towards the lifetime value of a customer. */
  ltv?: boolean;
  type: 'proportion';
  /** A name of 1 to 64 characters, such as order_paid. */
  event: string;
} | {
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  key: string;
  name?: Text;
  /** 'up' unless given. */
  better?: 'up' | 'down';
  /** Relative, for non-inferiority of a guardrail. 0.1 unless given. */
  margin?: number;
  /** Quantile of all arms pooled at which values are capped. */
  cap?: number;
  /** Minutes, hours, days (24 hours) or weeks: 30m, 24h, 14d, 2w. */
  window?: string;
  /** Counts towards the lifetime value of a customer. */
  ltv?: boolean;
  type: 'count';
  /** A name of 1 to 64 characters, such as order_paid. */
  event: string;
} | {
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  key: string;
  name?: Text;
  /** 'up' unless given. */
  better?: 'up' | 'down';
  /** Relative, for non-inferiority of a guardrail. 0.1 unless given. */
  margin?: number;
  /** Quantile of all arms pooled at which values are capped. */
  cap?: number;
  /** Minutes, hours, days (24 hours) or weeks: 30m, 24h, 14d, 2w. */
  window?: string;
  /** Counts towards the lifetime value of a customer. */
  ltv?: boolean;
  type: 'sum';
  /** A name of 1 to 64 characters, such as order_paid. */
  event: string;
  /** A name of 1 to 64 characters, such as order_paid. */
  minus?: string;
} | {
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  key: string;
  name?: Text;
  /** 'up' unless given. */
  better?: 'up' | 'down';
  /** Relative, for non-inferiority of a guardrail. 0.1 unless given. */
  margin?: number;
  /** Quantile of all arms pooled at which values are capped. */
  cap?: number;
  /** Minutes, hours, days (24 hours) or weeks: 30m, 24h, 14d, 2w. */
  window?: string;
  /** Counts towards the lifetime value of a customer. */
  ltv?: boolean;
  type: 'ratio';
  numerator: {
    /** A name of 1 to 64 characters, such as order_paid. */
    sum: string;
  } | {
    /** A name of 1 to 64 characters, such as order_paid. */
    count: string;
  };
  denominator: {
    /** A name of 1 to 64 characters, such as order_paid. */
    sum: string;
  } | {
    /** A name of 1 to 64 characters, such as order_paid. */
    count: string;
  };
} | {
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  key: string;
  name?: Text;
  /** 'up' unless given. */
  better?: 'up' | 'down';
  /** Relative, for non-inferiority of a guardrail. 0.1 unless given. */
  margin?: number;
  /** Quantile of all arms pooled at which values are capped. */
  cap?: number;
  /** Minutes, hours, days (24 hours) or weeks: 30m, 24h, 14d, 2w. */
  window?: string;
  /** Counts towards the lifetime value of a customer. */
  ltv?: boolean;
  type: 'retention';
  /** A name of 1 to 64 characters, such as order_paid. */
  event: string;
  days: [number, number];
} | {
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  key: string;
  name?: Text;
  /** 'up' unless given. */
  better?: 'up' | 'down';
  /** Relative, for non-inferiority of a guardrail. 0.1 unless given. */
  margin?: number;
  /** Quantile of all arms pooled at which values are capped. */
  cap?: number;
  /** Minutes, hours, days (24 hours) or weeks: 30m, 24h, 14d, 2w. */
  window?: string;
  /** Counts towards the lifetime value of a customer. */
  ltv?: boolean;
  type: 'duration';
  /** A name of 1 to 64 characters, such as order_paid. */
  from?: string;
  /** A name of 1 to 64 characters, such as order_paid. */
  event: string;
};

export interface Experiment {
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  key: string;
  name?: Text;
  /** 'experiment' unless given. */
  kind?: 'experiment' | 'rollout';
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  journey: string;
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  touchpoint: string;
  hypothesis?: {
    believe: Text;
    because?: Text;
    expect?: {
      /** The key of a metric of the journey, stage:<key> or pulse:<key of a touchpoint>. */
      metric: string;
      lift: number;
    };
  };
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  persona?: string;
  audience?: Audience;
  /** 'hashed' unless given. */
  assignment?: 'hashed' | 'recorded';
  /** false unless given. */
  serverOnly?: boolean;
  /** 1 unless given. */
  allocation?: number;
  layer?: {
    /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
    key: string;
    from: number;
    to: number;
  };
  variants: Variant[];
  overrides?: {
    [name: string]: string;
  };
  metrics?: {
    primary?: string[];
    secondary?: string[];
    guardrails?: string[];
  };
  /** Properties of exposures to break down by; channel is where a unit came from, by the sources of the journey. */
  segments?: string[];
  /** Minutes, hours, days (24 hours) or weeks: 30m, 24h, 14d, 2w. '14d' unless given. */
  window?: string;
  analysis?: {
    /** 'sequential' unless given. */
    method?: 'sequential' | 'fixed' | 'bayes';
    /** 0.05 unless given. */
    alpha?: number;
    /** Total over the arms. */
    plannedUnits?: number;
    /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
    covariate?: string;
    /** 'holm' unless given. */
    correction?: 'holm' | 'bh';
    /** 'mature' unless given. */
    population?: 'mature' | 'all';
  };
  rule?: {
    minUnits?: number;
    minDays?: number;
    maxCac?: number;
  };
  schedule?: {
    /** A moment with its offset: 2026-12-01T00:00:00Z or 2026-12-01T00:00:00+01:00. */
    start?: string;
    /** A moment with its offset: 2026-12-01T00:00:00Z or 2026-12-01T00:00:00+01:00. */
    end?: string;
  };
  /** The experiment this one grew out of. */
  parent?: string;
}

export interface Variant {
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  key: string;
  name?: Text;
  /** 1 unless given. */
  weight?: number;
  /** What the code gets; on all variants or on none (then the key). */
  value?: Json;
  costPerExposure?: number;
}

export type Json = string | number | boolean | null | Json[] | {
  [name: string]: Json;
};

export type Holdouts = Holdout[];

export interface Holdout {
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  key: string;
  /** Lower-case letters, digits and hyphens; begins with a letter or digit; at most 64 characters. */
  journey: string;
  share: number;
  /** A moment with its offset: 2026-12-01T00:00:00Z or 2026-12-01T00:00:00+01:00. */
  start?: string;
  /** A moment with its offset: 2026-12-01T00:00:00Z or 2026-12-01T00:00:00+01:00. */
  end?: string;
}

export type Calendar = CalendarEntry[];

export interface CalendarEntry {
  /** A day, such as 2026-11-27. */
  from: string;
  /** A day, such as 2026-11-27. */
  to: string;
  text: Text;
}
