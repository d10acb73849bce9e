import type { Clock } from '../system/clock.ts';
import type { Delivery } from './destination.ts';

/** What comes of an exchange, or its failure when it is stopped or takes too long, whether or not it heeds the signal. */
export async function exchangeWithin(
  longestMs: number,
  clock: Clock,
  stopping: AbortSignal,
  run: (signal: AbortSignal) => Promise<Delivery>,
): Promise<Delivery> {
  // Of its own: a signal that outlives thousands of exchanges would gather a listener of each.
  const giveUp = new AbortController();
  const { promise: ended, resolve } = Promise.withResolvers<Delivery>();
  const end = (detail: string): void => {
    giveUp.abort(new Error(detail));
    resolve({ outcome: 'failed', reason: 'timeout', detail });
  };
  const onStop = (): void => end('the station is stopping');
  const cancel = clock.after(longestMs, () => end('the exchange did not end in time'));
  stopping.addEventListener('abort', onStop);
  try {
    if (stopping.aborted) onStop();
    return await Promise.race([run(giveUp.signal), ended]);
  } finally {
    cancel();
    stopping.removeEventListener('abort', onStop);
  }
}
