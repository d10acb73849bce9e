import type { AuditEntry } from '../access/audit-log.ts';
import type { Cameras } from '../cameras/cameras.ts';
import type { OnvifCameras } from '../cameras/onvif/onvif-cameras.ts';
import { AppError } from '../system/app-error.ts';
import type { Caller, Handlers } from './handlers.ts';

export interface OnvifHandlersOptions {
  onvif: OnvifCameras;
  cameras: Pick<Cameras, 'add' | 'findById'>;
  /** Writes the audit chain; must not throw. */
  note(caller: Caller, action: string, subject: string, facts?: AuditEntry['facts']): void;
}

const ok = { ok: true } as const;

/** Cameras over ONVIF: searched, added, moved, photographed. */
export function onvifHandlers({ onvif, cameras, note }: OnvifHandlersOptions): Pick<Handlers, 'onvif' | 'ptz'> {
  const refuseUnknown = (cameraId: string): void => {
    if (cameras.findById(cameraId) === null) throw new AppError('not-found', `no camera ${cameraId}`);
  };
  return {
    onvif: {
      interfaces: async () => onvif.interfaces(),
      discover: ({ interfaceAddress }) => onvif.discover(interfaceAddress),
      inspect: (signIn) => onvif.inspect(signIn),
      async addCamera(given, caller) {
        const prepared = await onvif.prepare(given);
        if (prepared.outcome === 'failed') return prepared;
        const camera = await cameras.add(prepared.camera);
        await onvif.link(camera.id, prepared.link);
        note(caller, 'camera.add', `camera:${camera.id}`, { name: camera.name, onvif: given.host });
        return { outcome: 'added', camera, facts: prepared.link.facts };
      },
      async link({ cameraId, ...signIn }, caller) {
        refuseUnknown(cameraId);
        const linked = await onvif.linkExisting(cameraId, signIn);
        if (linked.outcome === 'checked') note(caller, 'onvif.link', `camera:${cameraId}`, { host: signIn.host });
        return linked;
      },
      async unlink({ cameraId }, caller) {
        await onvif.unlink(cameraId);
        note(caller, 'onvif.unlink', `camera:${cameraId}`);
        return ok;
      },
      linked: () => onvif.linked(),
      check: ({ cameraId }) => onvif.check(cameraId),
      async snapshot({ cameraId }, caller) {
        const snapshot = await onvif.snapshot(cameraId);
        if (snapshot.outcome === 'taken') note(caller, 'camera.snapshot', `camera:${cameraId}`);
        return snapshot;
      },
    },
    ptz: {
      move: ({ cameraId, velocity }) => onvif.ptz.move(cameraId, velocity),
      stop: ({ cameraId }) => onvif.ptz.stop(cameraId),
      presets: ({ cameraId }) => onvif.ptz.presets(cameraId),
      goToPreset: ({ cameraId, token }) => onvif.ptz.goToPreset(cameraId, token),
      async setPreset({ cameraId, name, token }, caller) {
        const set = await onvif.ptz.setPreset(cameraId, name, token ?? null);
        if (set.outcome === 'set') note(caller, 'ptz.set-preset', `camera:${cameraId}`, { name });
        return set;
      },
      async removePreset({ cameraId, token }, caller) {
        const removed = await onvif.ptz.removePreset(cameraId, token);
        if (removed.outcome === 'done') note(caller, 'ptz.remove-preset', `camera:${cameraId}`, { preset: token });
        return removed;
      },
      goHome: ({ cameraId }) => onvif.ptz.goHome(cameraId),
      async setHome({ cameraId }, caller) {
        const set = await onvif.ptz.setHome(cameraId);
        if (set.outcome === 'done') note(caller, 'ptz.set-home', `camera:${cameraId}`);
        return set;
      },
    },
  };
}
