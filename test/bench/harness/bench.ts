import type { Cleanup } from './cleanup.ts';
import type { Outcome } from './report.ts';

export interface BenchContext {
  /** Short windows: shows that everything works, not how fast it is. */
  quick: boolean;
  /** Only these parts of the bench; all when empty. */
  parts: readonly string[];
  /** Of a soak. */
  minutes: number | null;
  cleanup: Cleanup;
  /** Where it is, for whoever waits: stderr. */
  say(text: string): void;
}

export type Bench = (context: BenchContext) => Promise<Outcome>;

export function wants(context: BenchContext, part: string): boolean {
  return context.parts.length === 0 || context.parts.includes(part);
}
