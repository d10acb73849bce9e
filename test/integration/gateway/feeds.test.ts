import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { OutputOf, Api } from '#contract/api.ts';
import { Feed } from '../../../main/system/feed.ts';
import { seconds } from '../../../main/system/clock.ts';
import { followFeed } from '../../../renderer/api/feed.ts';
import type { FeedConnection } from '../../../renderer/api/feed.ts';
import { Browser, startSite, until } from './site.ts';
import type { Site } from './site.ts';

type Cameras = OutputOf<Api['cameras']['changes']>;
let feed: Feed<Cameras>;
let places: (string | null)[];
let fresh: (() => Cameras[]) | undefined;
let site: Site;
let browser: Browser;
let stopFollowing: () => void = () => undefined;
let seen: string[];
let starts: number;
let connections: FeedConnection[];
let signedOut: number;

const named = (name: string): Cameras => [
  {
    camera: { id: name, name, point: 'gate', mainAddress: '', subAddress: null, provisioned: false, position: 0 },
    main: null,
    sub: null,
  },
];

beforeEach(async () => {
  feed = new Feed({ remembered: 5 });
  places = [];
  fresh = () => [named('fresh')];
  [seen, connections, starts, signedOut] = [[], [], 0, 0];
  site = await startSite({
    cameras: {
      changes: (_input, _caller, { after, signal }) => {
        places.push(after);
        return feed.subscribe({ after, signal, ...(fresh === undefined ? {} : { fresh }) });
      },
    },
  });
  browser = new Browser(site.origin);
});
afterEach(async () => {
  stopFollowing();
  stopFollowing = () => undefined;
  await browser.close();
  await site.stop();
});

function follow(): void {
  stopFollowing = followFeed(browser.station, 'cameras.changes', undefined, {
    item: (cameras) => void seen.push(cameras[0]?.camera.name ?? ''),
    start: () => (starts += 1),
    connection: (state) => void connections.push(state),
    signedOut: () => (signedOut += 1),
  });
}

test('a feed begins with what is, and goes on with what comes', async () => {
  await browser.signIn('guard1');
  follow();
  await until(() => seen.length === 1);
  feed.publish(named('a'));
  await until(() => seen.length === 2);
  expect(seen).toEqual(['fresh', 'a']);
  expect(connections).toEqual(['connecting', 'open']);
});

test('after a lost connection a feed resumes behind the last item seen, and says that it was away', async () => {
  await browser.signIn('guard1');
  follow();
  await until(() => seen.length === 1);
  feed.publish(named('a'));
  await until(() => seen.length === 2);
  browser.cutSockets();
  await until(() => feed.readers === 0);
  feed.publish(named('b'));
  feed.publish(named('c'));
  await until(() => seen.length === 4);
  feed.publish(named('d'));
  await until(() => seen.length === 5);
  expect(seen).toEqual(['fresh', 'a', 'b', 'c', 'd']);
  expect(places[0]).toBeNull();
  expect(places.at(-1)).not.toBeNull();
  expect(starts).toBe(2);
  expect(connections).toEqual(['connecting', 'open', 'lost', 'open']);
});

test('one that was away for too long starts afresh', async () => {
  await browser.signIn('guard1');
  follow();
  await until(() => seen.length === 1);
  browser.cutSockets();
  await until(() => feed.readers === 0);
  for (let n = 0; n < 100; n += 1) feed.publish(named(`missed ${n}`));
  await until(() => seen.length === 2);
  expect(seen).toEqual(['fresh', 'fresh']);
});

test('a feed that the station ends is followed again', async () => {
  fresh = undefined;
  await browser.signIn('guard1');
  follow();
  await until(() => feed.readers === 1);
  for (let n = 0; n < 2_000; n += 1) feed.publish(named(`flood ${n}`));
  await until(() => starts === 2);
  feed.publish(named('after'));
  await until(() => seen.at(-1) === 'after');
});

test('a reader whose line is full is not sent more than it takes, and starts afresh once it does', async () => {
  feed = new Feed({ behind: 10 });
  await browser.signIn('guard1');
  const socket = new WebSocket(`${site.origin.replace('http', 'ws')}/api`, {
    headers: { origin: site.origin, cookie: browser.cookie ?? '' },
  });
  const names: string[] = [];
  socket.on('message', (message: Buffer) => {
    const { result } = JSON.parse(message.toString()) as { result: { data?: { data: Cameras } } };
    if (result.data !== undefined) names.push(result.data.data[0]?.camera.name ?? '');
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ id: 1, method: 'subscription', params: { path: 'cameras.changes' } }));
  await until(() => names.length === 1);
  socket.pause();
  const long = 'x'.repeat(500_000);
  await until(() => {
    feed.publish(named(long));
    return feed.overruns > 0;
  });
  socket.resume();
  await until(() => {
    site.clock.advance(50);
    return names.at(-1) === 'fresh' && names.length > 1;
  });
  socket.close();
  await once(socket, 'close');
});

test('a reader that leaves is left', async () => {
  await browser.signIn('guard1');
  follow();
  await until(() => feed.readers === 1);
  stopFollowing();
  await until(() => feed.readers === 0);
});

test('without a session a feed says so and does not insist', async () => {
  follow();
  await until(() => signedOut === 1);
  expect(connections.at(-1)).toBe('lost');
  expect(feed.readers).toBe(0);
});

test('when a session ends, its sockets are closed with 4401 and the feed learns that it is signed out', async () => {
  await browser.signIn('guard1');
  follow();
  await until(() => seen.length === 1);
  const codes: number[] = [];
  for (const socket of browser.sockets) socket.on('close', (code) => codes.push(code));
  await site.accounts.changePassword('guard1', 'a new password');
  site.clock.advance(seconds(15));
  await until(() => signedOut === 1);
  expect(codes).toEqual([4401]);
  expect(feed.readers).toBe(0);
});

test('signing out closes the sockets of that session at once, and of no other', async () => {
  const other = new Browser(site.origin);
  await other.signIn('admin1');
  await browser.signIn('guard1');
  const stopOther = followFeed(other.station, 'cameras.changes', undefined, { item: () => undefined });
  follow();
  await until(() => feed.readers === 2);
  const second = new Browser(site.origin);
  second.cookie = browser.cookie;
  await second.station.api.session.signOut.mutate();
  await until(() => feed.readers === 1);
  await until(() => signedOut === 1);
  expect(other.sockets.size).toBe(1);
  stopOther();
  await other.close();
  await second.close();
});
