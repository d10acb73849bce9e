/** A stand-in camera and our ONVIF side over a real database, taken down at the end of each test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { OnvifSignIn } from '#contract/onvif.ts';
import { OnvifCameras } from '../../../../main/cameras/onvif/onvif-cameras.ts';
import type { OnvifCamerasOptions } from '../../../../main/cameras/onvif/onvif-cameras.ts';
import { CameraOnvifTable } from '../../../../main/storage/camera-onvif-table.ts';
import { CameraTable } from '../../../../main/storage/camera-table.ts';
import { openDatabase } from '../../../../main/storage/database.ts';
import { realClock } from '../../../../main/system/clock.ts';
import type { Clock } from '../../../../main/system/clock.ts';
import { silentLog } from '../../../../main/system/log.ts';
import { openSecrets } from '../../../../main/system/secrets.ts';
import { OnvifPeer } from '../../../peers/onvif/onvif-peer.ts';
import type { OnvifPeerOptions } from '../../../peers/onvif/onvif-peer.ts';

/** Patience runs out twenty times sooner than in the station; what time it is stays true. */
export const impatientClock: Clock = {
  ...realClock,
  after: (delayMs, run) => realClock.after(delayMs / 20, run),
  every: (periodMs, run) => realClock.every(periodMs / 20, run),
};

export async function aPeer(options: OnvifPeerOptions = {}): Promise<OnvifPeer> {
  const peer = new OnvifPeer(options);
  await peer.start();
  onTestFinished(() => peer.stop());
  return peer;
}

export interface OnvifSide {
  onvif: OnvifCameras;
  store: CameraOnvifTable;
  cameras: CameraTable;
  directory: string;
  /** Adds the stand-in as camera `c1`. */
  link(peer: OnvifPeer, more?: Partial<OnvifSignIn>): Promise<string>;
}

export async function anOnvifSide(
  options: Partial<Pick<OnvifCamerasOptions, 'clock' | 'search'>> = {},
): Promise<OnvifSide> {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-onvif-'));
  const database = await openDatabase(directory, silentLog);
  const [store, cameras] = [new CameraOnvifTable(database), new CameraTable(database)];
  const secrets = await openSecrets(directory);
  const onvif = new OnvifCameras({ store, secrets, clock: realClock, log: silentLog, ...options });
  const stop = onvif.start();
  onTestFinished(async () => {
    await stop();
    await database.close();
    await rm(directory, { recursive: true });
  });
  return {
    ...{ onvif, store, cameras, directory },
    async link(peer, more = {}) {
      const prepared = await onvif.prepare({ ...signInTo(peer), ...more, name: '东门', point: 'gate' });
      if (prepared.outcome !== 'ready') throw new Error(`${prepared.problem}: ${prepared.detail}`);
      const address = { address: 'rtsp://127.0.0.1/', sealed: null };
      const camera = { id: 'c1', name: '东门', point: 'gate', main: address, sub: null, provisioned: false } as const;
      await cameras.save({ put: [{ ...camera, position: 1 }], remove: [] });
      await onvif.link('c1', prepared.link);
      return 'c1';
    },
  };
}

export function signInTo(peer: OnvifPeer, more: Partial<OnvifSignIn> = {}): OnvifSignIn {
  return {
    ...{ host: '127.0.0.1', port: peer.port, path: '/onvif/device_service' },
    ...{ user: peer.options.user ?? 'admin', password: peer.options.password ?? 'peer-password' },
    ...more,
  };
}
