import { expect, test } from 'vitest';
import type { NewSighting } from '#contract/sighting.ts';
import { ChannelFailure } from '../../../main/recognition/channel-problem.ts';
import { deliver } from '../../../main/recognition/deliver.ts';
import { Listening, retryMs } from '../../../main/recognition/listening.ts';
import type { ListeningSession } from '../../../main/recognition/listening.ts';
import { SourceTally } from '../../../main/recognition/source-tally.ts';
import type { Take } from '../../../main/recognition/take.ts';
import { AppError } from '../../../main/system/app-error.ts';
import { minutes, seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';

/** Lets everything that waits on promises run. */
const settled = () => new Promise<void>((done) => setImmediate(done));

test('pauses double from a second, spread by chance; passwords and cameras without events have longer ones', () => {
  expect([1, 2, 3, 9].map((n) => retryMs(n, 'unreachable', 1))).toEqual([1000, 2000, 4000, 30_000]);
  expect(retryMs(1, 'unreachable', 0)).toBe(500);
  expect(retryMs(1, 'wrong-password', 0)).toBeGreaterThanOrEqual(minutes(1));
  expect(retryMs(99, 'wrong-password', 1)).toBe(minutes(15));
  expect(retryMs(1, 'not-supported', 1)).toBe(minutes(1));
});

test('listens again after every end; a session that listened forgives the failures before it', async () => {
  const clock = new FakeClock();
  const sessions: { session: ListeningSession; end: (failure?: Error) => void }[] = [];
  const listening = new Listening({
    session: (session) =>
      new Promise<void>((done, fail) => {
        sessions.push({ session, end: (failure) => (failure === undefined ? done() : fail(failure)) });
        session.signal.addEventListener('abort', () => done());
      }),
    ...{ clock, log: silentLog, what: {}, chance: () => 1 },
  });
  listening.start();
  expect(listening.state).toEqual({ state: 'connecting' });
  sessions[0]!.end(new ChannelFailure('unreachable', 'x'));
  await settled();
  expect(listening.state).toEqual({ state: 'waiting', retryAtMs: clock.nowMs() + 1000, problem: 'unreachable' });
  clock.advance(1000);
  await settled();
  sessions[1]!.end(new Error('a bug'));
  await settled();
  expect(listening.state).toMatchObject({ state: 'waiting', retryAtMs: clock.nowMs() + 2000, problem: 'broken' });
  clock.advance(2000);
  await settled();
  sessions[2]!.session.listening();
  expect(listening.state).toEqual({ state: 'listening', sinceMs: clock.nowMs() });
  sessions[2]!.end();
  await settled();
  expect(listening.state).toEqual({ state: 'waiting', retryAtMs: clock.nowMs() + 1000, problem: 'ended' });
  await listening.stop();
  clock.advance(minutes(60));
  await settled();
  expect(sessions).toHaveLength(3);
});

const sighting = (objectId: string): NewSighting => ({
  ...{ source: 'onvif', deviceId: 'd', objectId, cameraId: null, seenAtMs: 1, receivedAtMs: 2 },
  ...{ facts: { kind: 'person' }, box: null, pictures: [] },
});

test('a full disk is waited for; nothing is lost and nothing is given twice in vain', async () => {
  const clock = new FakeClock();
  const tally = new SourceTally(clock);
  let tries = 0;
  const take: Take = async (batch) => {
    if (++tries < 4) throw new AppError('disk-full', 'no room');
    return batch.map(() => ({ outcome: 'new' }));
  };
  const kept = deliver(
    [sighting('a'), sighting('b')],
    { take, tally, clock, log: silentLog },
    new AbortController().signal,
  );
  for (let n = 0; n < 4; n++) {
    await settled();
    clock.advance(seconds(10));
  }
  expect(await kept).toBe(true);
  expect(tally.snapshot()).toMatchObject({ sightings: 2, lost: {} });
});

test('one that can never be kept is counted and does not hold up the others', async () => {
  const clock = new FakeClock();
  const tally = new SourceTally(clock);
  const take: Take = async (batch) => {
    if (batch.some(({ objectId }) => objectId === 'bad')) throw new Error('a bug');
    return batch.map(() => ({ outcome: 'new' }));
  };
  const batch = ['a', 'bad', 'b'].map(sighting);
  const kept = deliver(batch, { take, tally, clock, log: silentLog }, new AbortController().signal);
  for (let n = 0; n < 4; n++) {
    await settled();
    clock.advance(seconds(10));
  }
  expect(await kept).toBe(true);
  expect(tally.snapshot()).toMatchObject({ sightings: 2, lost: { 'not-kept': 1 } });
});

test('a stop while the journal does not take ends the waiting and says what was lost', async () => {
  const clock = new FakeClock();
  const tally = new SourceTally(clock);
  const stopping = new AbortController();
  const take: Take = () => Promise.reject(new AppError('unavailable', 'no'));
  const kept = deliver([sighting('a')], { take, tally, clock, log: silentLog }, stopping.signal);
  await settled();
  stopping.abort();
  expect(await kept).toBe(false);
  expect(tally.snapshot().lost).toEqual({ stopped: 1 });
});
