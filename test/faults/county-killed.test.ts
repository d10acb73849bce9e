import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CountyPeer } from '../peers/county/county-peer.ts';
import type { Behaviour } from '../peers/county/county-peer.ts';

const count = 1_000;
const kills = 6;

/** Misbehaves the same way in every run. */
function illCounty(seen: number): Behaviour {
  if (seen % 41 === 0) return { do: 'drop-after-applying' };
  if (seen % 67 === 0) return { do: 'drop' };
  if (seen % 89 === 0) return { do: 'answer', status: 500 };
  return { do: 'acknowledge' };
}

test('killed again and again while sending to a county that loses replies, everything is applied once and in order', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-killed-'));
  let killAt = Infinity;
  let kill: () => void = () => undefined;
  const county = new CountyPeer({
    secret: 'shared',
    behave: ({ seen }) => illCounty(seen),
    onMessage: (_message, fate) => {
      if (fate === 'applied' && county.applied.length >= killAt) kill();
    },
  });
  await county.up();
  const start = () =>
    spawn(
      process.execPath,
      [join(import.meta.dirname, 'county-sender.ts'), directory, county.summariesUrl, `${count}`],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
  try {
    for (let killed = 0; killed < kills; killed++) {
      // After a share of the messages, at no particular point of the exchange.
      killAt = Math.floor(((killed + 1) * count) / (kills + 1));
      const sender = start();
      kill = () => sender.kill('SIGKILL');
      await once(sender, 'exit');
      expect(sender.signalCode).toBe('SIGKILL');
    }
    killAt = Infinity;
    const sender = start();
    for await (const chunk of sender.stdout) if (String(chunk).includes('done')) break;
    const ended = once(sender, 'exit');
    sender.kill('SIGKILL');
    await ended;
    expect(county.applied.map(({ key }) => key)).toEqual(Array.from({ length: count }, (_, n) => `message:${n + 1}`));
    expect(county.receipts.repeats).toBeGreaterThan(0);
    expect(county.complaints).toEqual([]);
  } finally {
    kill();
    await county.down();
    await rm(directory, { recursive: true });
  }
});
