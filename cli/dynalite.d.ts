// dynalite has no types of its own: these are the parts that embedded.ts touches.
declare module 'dynalite' {
  import type { Server } from 'node:http';
  export default function dynalite(options: { path: string; createTableMs: number }): Server;
}

declare module 'dynalite/db/index.js' {
  interface Iterator {
    close(): Promise<void>;
    return?: () => Promise<void>;
  }
  interface Level {
    open(): Promise<void>;
    values(options: unknown): Iterator;
  }
  const db: { create: (options: unknown) => { db: Level } };
  export default db;
}
