import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext } from '../harness/bench.ts';
import { smallKind, startCameras } from '../harness/cameras.ts';
import { milliseconds } from '../harness/report.ts';
import type { Outcome } from '../harness/report.ts';
import { startBenchStation } from '../harness/station.ts';
import { percentile } from '../harness/statistics.ts';
import { lastLive, openWall } from '../harness/wall-page.ts';
import { opensWithinMs, settleSeconds } from './against-plain.ts';
import { sixteen } from './sixteen.ts';

const mostP95Ms = 2000;

/** All cameras lose their power at once and come back: how long after a camera answers its tile is live again. */
export async function benchReconnect(context: BenchContext): Promise<Outcome> {
  const { cleanup } = context;
  const { signal } = cleanup;
  const cameras = await startCameras(sixteen, smallKind, cleanup);
  const station = await startBenchStation(cameras, cleanup);
  const wall = await openWall(station.console, sixteen, cleanup);
  await wall.allLive(opensWithinMs);
  await delay(settleSeconds(context) * 1000, undefined, { signal });
  const tookMs: number[] = [];
  // A camera that restarts takes half a minute; one whose cable is moved is back in seconds.
  for (const downSeconds of context.quick ? [5] : [5, 12, 30]) {
    context.say(`all cameras down for ${downSeconds} s`);
    await cameras.kill();
    await delay(downSeconds * 1000, undefined, { signal });
    const back = untilAnswering(cameras.port, signal);
    await cameras.restart();
    const backAtMs = await back;
    await wall.allLive(opensWithinMs);
    const live = lastLive(await wall.changes());
    tookMs.push(...[...live.values()].map((atMs) => atMs - backAtMs));
    await delay(3000, undefined, { signal });
  }
  await wall.close();
  await station.stop();
  await cameras.stop();
  const p95 = percentile(tookMs, 0.95);
  return {
    rows: [
      {
        what: `16 cameras killed and restarted, camera answers → tile live, p95 of ${tookMs.length}`,
        ours: milliseconds(p95),
        must: `≤ ${mostP95Ms} ms`,
        holds: p95 !== null && p95 <= mostP95Ms,
      },
      {
        what: '  p50, slowest',
        ours: `${milliseconds(percentile(tookMs, 0.5))}, ${milliseconds(percentile(tookMs, 1))}`,
      },
    ],
    figures: { reconnectP50Ms: percentile(tookMs, 0.5), reconnectP95Ms: p95 },
  };
}

/** The instant the port first accepts: since 1970. */
async function untilAnswering(port: number, signal: AbortSignal): Promise<number> {
  while (!signal.aborted) {
    const isAccepted = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => done(true));
      socket.once('error', () => done(false));
      socket.once('close', () => socket.destroy());
      socket.once('connect', () => socket.destroy());
    });
    if (isAccepted) return performance.timeOrigin + performance.now();
    await delay(5, undefined, { signal });
  }
  throw signal.reason;
}
