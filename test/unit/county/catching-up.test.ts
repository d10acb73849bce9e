import { expect, test } from 'vitest';
import type { CountyDestination } from '#contract/county.ts';
import { isCatchingUp, manyWaiting } from '../../../main/county/catching-up.ts';

const at = (link: CountyDestination['link'], unacknowledged: number) =>
  ({ link, unacknowledged }) as unknown as CountyDestination;

test.each([
  ['nothing is configured', [], false],
  ['the day’s traffic', [at('up', manyWaiting - 1)], false],
  ['an outage, however much waits', [at('down', 100_000)], false],
  ['an outage that is over', [at('up', manyWaiting)], true],
  ['one of several that is there again', [at('down', 100_000), at('up', 0), at('up', 5_000)], true],
])('%s', (_what, destinations, expected) => {
  expect(isCatchingUp({ destinations })).toBe(expected);
});
