import type { CountyLink } from '#contract/county.ts';

/** From so many on, messages are a queue that goes down after an outage, and not the day's traffic. */
export const manyWaiting = 2_000;

/** Whether a destination that is there again is being sent what waited for it. While it is away nothing goes through. */
export function isCatchingUp({ destinations }: Pick<CountyLink, 'destinations'>): boolean {
  return destinations.some(({ link, unacknowledged }) => link === 'up' && unacknowledged >= manyWaiting);
}
