/** Controllers to speak to, taken down at the end of each test. */
import { onTestFinished } from 'vitest';
import type { Order } from '../../../../main/alarms/actions/controller.ts';
import { ModbusPeer } from '../../../peers/door/modbus-peer.ts';
import type { ModbusPeerOptions } from '../../../peers/door/modbus-peer.ts';
import { DoorHttpPeer } from '../../../peers/door/https-peer.ts';
import type { Certificate } from '../../../peers/door/https-peer.ts';

export async function aBarrier(options: ModbusPeerOptions = {}): Promise<ModbusPeer> {
  const peer = new ModbusPeer(options);
  await peer.start();
  onTestFinished(() => peer.stop());
  return peer;
}

export async function aDoorServer(certificate: Certificate | null = null): Promise<DoorHttpPeer> {
  const peer = new DoorHttpPeer(certificate);
  await peer.start();
  onTestFinished(() => peer.stop());
  return peer;
}

export function anOrder(wanted: 'on' | 'off' = 'on', withinMs = 5000): Order {
  const facts = {
    alarmId: 12,
    cameraName: '东门 "1"',
    subject: '鲁P12345',
    atMs: Date.UTC(2026, 10, 23, 6, 32),
    wanted,
  };
  return { facts, withinMs, signal: AbortSignal.timeout(withinMs) };
}

/** Of a door that does not answer: short enough for a test, long for a loopback. */
export const shortMs = 300;
