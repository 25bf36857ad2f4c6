import * as z from 'zod';

const Variables = z.object({
  TRAMO_REGISTRY_TABLE: z.string().min(3),
  TRAMO_EVENTS_TABLE: z.string().min(3),
  TRAMO_DYNAMODB_ENDPOINT: z.url().optional(),
  TRAMO_PUBLISHED_SECONDS: z.coerce.number().min(0).max(3600).default(60),
  TRAMO_RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(400),
  TRAMO_LAG_SECONDS: z.coerce.number().min(0).max(3600).default(300),
  TRAMO_SEGMENTS: z.coerce.number().int().min(1).max(64).default(8),
  TRAMO_MEASURES_FUNCTION: z.string().min(1).optional(),
});

/** What an installation sets. The local runner and tests make one of their own. */
export interface Environment {
  registryTable: string;
  eventsTable: string;
  /** Where DynamoDB is spoken to, where that is not AWS, and as whom. */
  endpoint?: { url: string; accessKeyId: string; secretAccessKey: string } | undefined;
  /** For how long a handler answers from the published document it has read. */
  publishedSeconds: number;
  /** How long events are kept: no experiment may need more. */
  retentionDays: number;
  /** A result sees what arrived until so long ago, so that every table has it by then. */
  lagSeconds: number;
  /** Parts of the events table that one pass reads at once. */
  segments: number;
  /** The Lambda function that measures; where there is none, this process does, and a scorecard is measured when read. */
  measuresFunction?: string | undefined;
}

/** The environment of a Lambda function. @throws where a variable is missing or wrong, with its name */
export function readEnvironment(): Environment {
  const read = Variables.parse(process.env);
  const url = read.TRAMO_DYNAMODB_ENDPOINT;
  return {
    registryTable: read.TRAMO_REGISTRY_TABLE,
    eventsTable: read.TRAMO_EVENTS_TABLE,
    endpoint: url === undefined ? undefined : { url, accessKeyId: 'local', secretAccessKey: 'local' },
    publishedSeconds: read.TRAMO_PUBLISHED_SECONDS,
    retentionDays: read.TRAMO_RETENTION_DAYS,
    lagSeconds: read.TRAMO_LAG_SECONDS,
    segments: read.TRAMO_SEGMENTS,
    measuresFunction: read.TRAMO_MEASURES_FUNCTION,
  };
}
