import { setTimeout as delay } from 'node:timers/promises';

/** Asks until the answer satisfies; throws with `what` when it never does. */
export async function until<Value>(
  ask: () => Promise<Value>,
  satisfies: (value: Value) => boolean,
  { withinMs, everyMs = 200, what, signal }: { withinMs: number; everyMs?: number; what: string; signal: AbortSignal },
): Promise<Value> {
  const startedMs = performance.now();
  for (;;) {
    const value = await ask();
    if (satisfies(value)) return value;
    if (performance.now() - startedMs > withinMs) throw new Error(`${what}: not within ${withinMs / 1000} s`);
    await delay(everyMs, undefined, { signal });
  }
}
