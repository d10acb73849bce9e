import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SearchGate } from '../../../main/storage/search-gate.ts';
import { FakeClock } from '../../builders/fake-clock.ts';

/** A search that ends when it is told to. */
function aSearch() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((done) => (end = done));
  return { end, ended };
}

test('two searches run at once, the third when one of them is done', async () => {
  const gate = new SearchGate(new FakeClock());
  const begun: number[] = [];
  const searches = [aSearch(), aSearch(), aSearch()];
  const done = searches.map(({ ended }, n) =>
    gate.run(async () => {
      begun.push(n);
      await ended;
    }),
  );
  await setImmediate();
  expect(begun).toEqual([0, 1]);
  searches[1]?.end();
  await done[1];
  await setImmediate();
  expect(begun).toEqual([0, 1, 2]);
  for (const { end } of searches) end();
  await Promise.all(done);
});

test('searches beyond 66 are refused and counted, and a failing one makes room', async () => {
  const gate = new SearchGate(new FakeClock());
  const first = aSearch();
  const running = Array.from({ length: 66 }, () => gate.run(() => first.ended));
  await expect(gate.run(() => Promise.resolve())).rejects.toMatchObject({ code: 'unavailable' });
  expect(gate.refused).toBe(1);
  first.end();
  await Promise.all(running);
  await expect(gate.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await gate.run(() => Promise.resolve(7))).toBe(7);
});

test('a search that takes longer than ten seconds is stopped where it asks', async () => {
  const clock = new FakeClock();
  const gate = new SearchGate(clock);
  const search = gate.run(async (checkTime) => {
    checkTime();
    clock.advance(10_001);
    checkTime();
    await setImmediate();
  });
  await expect(search).rejects.toMatchObject({ code: 'unavailable' });
  expect(gate.stopped).toBe(1);
});
