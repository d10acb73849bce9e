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

/** A bench of several parts, one after the other; all of them unless some are asked for. */
export function inParts(name: string, parts: Readonly<Record<string, Bench>>): Bench {
  return async (context) => {
    const together: Required<Outcome> = { rows: [], figures: {}, notes: [] };
    for (const [part, bench] of Object.entries(parts)) {
      if (!wants(context, part)) continue;
      context.say(`${name}, part ${part}`);
      const { rows, figures, notes = [] } = await bench(context);
      together.rows.push(...rows);
      Object.assign(together.figures, figures);
      together.notes.push(...notes);
    }
    return together;
  };
}
