import { afterEach, beforeEach, expect, test } from 'vitest';
import { Feed, Latest } from '../../../main/system/feed.ts';
import type { FeedItem } from '../../../main/system/feed.ts';

let leaving: AbortController;
beforeEach(() => (leaving = new AbortController()));
afterEach(() => leaving.abort());

async function take<T>(reading: AsyncGenerator<FeedItem<T>, void, void>, count: number): Promise<FeedItem<T>[]> {
  const taken: FeedItem<T>[] = [];
  while (taken.length < count) {
    const next = await reading.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}
const itemsOf = <T>(taken: readonly FeedItem<T>[]): T[] => taken.map(({ item }) => item);
const { signal } = new AbortController();

test('every reader gets every item from its start on', async () => {
  const feed = new Feed<number>();
  feed.publish(0);
  const readings = [feed.subscribe({ after: null, signal }), feed.subscribe({ after: null, signal })];
  const taken = readings.map((reading) => take(reading, 3));
  for (const n of [1, 2, 3]) feed.publish(n);
  for (const items of taken) expect(itemsOf(await items)).toEqual([1, 2, 3]);
});

test('a reader that comes back resumes after the last item it saw', async () => {
  const feed = new Feed<number>();
  const reading = feed.subscribe({ after: null, signal, fresh: () => [0] });
  const [first] = await take(reading, 1);
  await reading.return();
  for (const n of [1, 2, 3]) feed.publish(n);
  const again = feed.subscribe({ after: first!.cursor, signal, fresh: () => [99] });
  expect(itemsOf(await take(again, 3))).toEqual([1, 2, 3]);
});

test('a place no longer remembered, or of an earlier run, is a fresh start', async () => {
  const feed = new Feed<number>({ remembered: 2 });
  for (let n = 0; n < 20; n += 1) feed.publish(n);
  const other = new Feed<number>();
  other.publish(0);
  const [foreign] = await take(other.subscribe({ after: 'x-0', signal, fresh: () => [1] }), 1);
  for (const after of ['x-1', foreign!.cursor]) {
    expect(itemsOf(await take(feed.subscribe({ after, signal, fresh: () => [99] }), 1))).toEqual([99]);
  }
});

test('a fresh start that was interrupted starts afresh again', async () => {
  const feed = new Feed<string>();
  const fresh = () => ['a', 'b'];
  const [half] = await take(feed.subscribe({ after: null, signal, fresh }), 1);
  expect(itemsOf(await take(feed.subscribe({ after: half!.cursor, signal, fresh }), 2))).toEqual(['a', 'b']);
});

test('what is published while a fresh start is being made comes after it', async () => {
  const feed = new Feed<string>();
  let answer: (items: string[]) => void = () => undefined;
  const fresh = () => new Promise<string[]>((resolve) => (answer = resolve));
  const taken = take(feed.subscribe({ after: null, signal, fresh }), 2);
  await Promise.resolve();
  feed.publish('new');
  answer(['old']);
  expect(itemsOf(await taken)).toEqual(['old', 'new']);
});

test('a reader too far behind starts afresh, and what it holds stays bounded', async () => {
  const feed = new Feed<number>({ behind: 10 });
  const reading = feed.subscribe({ after: null, signal, fresh: () => [-1] });
  await take(reading, 1);
  for (let n = 0; n < 1_000; n += 1) feed.publish(n);
  expect(feed.overruns).toBe(1);
  const taken = take(reading, 2);
  await Promise.resolve();
  await Promise.resolve();
  feed.publish(1_000);
  expect(itemsOf(await taken)).toEqual([-1, 1_000]);
});

test('without a fresh start, the feed of a reader too far behind ends', async () => {
  const feed = new Feed<number>({ behind: 10 });
  const reading = feed.subscribe({ after: null, signal });
  const first = reading.next();
  for (let n = 0; n < 1_000; n += 1) feed.publish(n);
  await first;
  expect(itemsOf(await take(reading, 100)).length).toBeLessThan(100);
  expect(feed.readers).toBe(0);
});

test('a reader that leaves is forgotten', async () => {
  const feed = new Feed<number>();
  const reading = feed.subscribe({ after: null, signal: leaving.signal });
  const next = reading.next();
  expect(feed.readers).toBe(1);
  leaving.abort();
  expect((await next).done).toBe(true);
  expect(feed.readers).toBe(0);
});

test('of a value only the newest is told, and at once to who comes new', async () => {
  const latest = new Latest<number>();
  const early = latest.subscribe({ signal });
  const first = early.next();
  latest.set(1);
  expect((await first).value).toMatchObject({ item: 1 });
  for (const n of [2, 3, 4]) latest.set(n);
  expect(itemsOf(await take(early, 1))).toEqual([4]);
  expect(itemsOf(await take(latest.subscribe({ signal }), 1))).toEqual([4]);
});
