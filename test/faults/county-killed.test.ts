import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CountyPeer } from '../peers/county/county-peer.ts';
import type { Behaviour } from '../peers/county/county-peer.ts';

/** Misbehaves the same way in every run. */
function illCounty(seen: number): Behaviour {
  if (seen % 41 === 0) return { do: 'drop-after-applying' };
  if (seen % 67 === 0) return { do: 'drop' };
  if (seen % 89 === 0) return { do: 'answer', status: 500 };
  return { do: 'acknowledge' };
}

let directory: string;
let county: CountyPeer;
let sender: ChildProcess | null;
let onApplied: () => void;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-killed-'));
  sender = null;
  onApplied = () => undefined;
  county = new CountyPeer({
    secret: 'shared',
    behave: ({ seen }) => illCounty(seen),
    onMessage: (_message, fate) => {
      if (fate === 'applied') onApplied();
    },
  });
  await county.up();
});
afterEach(async () => {
  await kill();
  await county.down();
  await rm(directory, { recursive: true });
});

function start(count: number, ...more: string[]): ChildProcess {
  const program = join(import.meta.dirname, 'county-sender.ts');
  sender = spawn(process.execPath, [program, directory, county.summariesUrl, `${count}`, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return sender;
}

async function kill(): Promise<void> {
  if (sender === null || sender.exitCode !== null || sender.signalCode !== null) return;
  const ended = once(sender, 'exit');
  sender.kill('SIGKILL');
  await ended;
}

/** Kills the sender once so many are applied, at no particular point of an exchange. */
async function killedAt(applied: number): Promise<void> {
  const running = sender;
  if (running === null) throw new Error('nothing runs');
  onApplied = () => {
    if (county.applied.length >= applied) running.kill('SIGKILL');
  };
  await once(running, 'exit');
  expect(running.signalCode).toBe('SIGKILL');
}

async function done(): Promise<void> {
  for await (const chunk of sender?.stdout ?? []) if (String(chunk).includes('done')) return;
  throw new Error('the sender ended by itself');
}

test('killed again and again while sending to a county that loses replies, everything is applied once and in order', async () => {
  const [count, kills] = [1_000, 6];
  for (let killed = 1; killed <= kills; killed++) {
    start(count);
    await killedAt(Math.floor((killed * count) / (kills + 1)));
  }
  onApplied = () => undefined;
  start(count);
  await done();
  expect(county.applied.map(({ key }) => key)).toEqual(Array.from({ length: count }, (_, n) => `message:${n + 1}`));
  expect(county.receipts.repeats).toBeGreaterThan(0);
  expect(county.complaints).toEqual([]);
});

test('two ways, a county that restarts as well: each message once on each way, in order', async () => {
  const [count, kills] = [400, 6];
  let restarting: Promise<void> = Promise.resolve();
  const restart = async (): Promise<void> => {
    await county.down();
    await county.up();
  };
  // Not evenly: 97 shares no factor with the kills.
  const restartNow = (): void => {
    if (county.applied.length % 97 === 0) restarting = restarting.then(restart);
  };
  for (let killed = 1; killed <= kills; killed++) {
    start(count, county.origin);
    const at = killedAt(Math.floor((killed * 2 * count) / (kills + 1)));
    const killWhenDue = onApplied;
    onApplied = () => {
      restartNow();
      killWhenDue();
    };
    await at;
  }
  onApplied = restartNow;
  start(count, county.origin);
  await done();
  await restarting;
  const of = (way: string) => county.applied.filter((message) => message.way === way).map(({ key }) => key);
  const numbers = Array.from({ length: count }, (_, n) => n + 1);
  expect(of('json')).toEqual(numbers.map((n) => `message:${n}`));
  expect(of('viid').map((key) => Number(key.slice(-5)))).toEqual(numbers);
  expect(county.receipts.repeats).toBeGreaterThan(0);
  expect(county.complaints).toEqual([]);
});
