import type { AuditEntry, AuditLog } from '../access/audit-log.ts';
import type { CameraHealth } from '../cameras/health/camera-health.ts';
import type { Clips } from '../cameras/clips/clips.ts';
import type { Snapshots } from '../cameras/clips/snapshots.ts';
import type { Clip } from '#contract/clip.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import { days } from '../system/clock.ts';
import type { Feed } from '../system/feed.ts';
import type { Log } from '../system/log.ts';
import { accountOf } from './handlers.ts';
import type { Handlers } from './handlers.ts';

export interface ClipHandlersOptions {
  clips: Pick<Clips, 'cut' | 'list' | 'find'>;
  snapshots: Pick<Snapshots, 'list'>;
  /** Every clip as it begins, is extended, ends. */
  changes: Feed<Clip>;
  audit: Pick<AuditLog, 'append'>;
  log: Log;
}

/** Cutting clips, and finding them and snapshots again; the files themselves go over `clip-route.ts`. */
export function clipHandlers({ clips, snapshots, changes, audit, log }: ClipHandlersOptions): Handlers['clips'] {
  // A full disk must not keep a guard from what he does.
  const note = (entry: AuditEntry): void => {
    audit.append(entry).catch((error: unknown) => log.error('audit row not written', { reason: reasonOf(error) }));
  };
  return {
    list: (filter) => clips.list(filter),
    async find({ id }) {
      const found = await clips.find(id);
      if (found === null) throw new AppError('not-found', `there is no clip ${id}`);
      return found;
    },
    async cut({ cameraId, ...request }, caller) {
      const by = accountOf(caller);
      const cut = await clips.cut(cameraId, {
        ...request,
        reason: request.alarmId === undefined ? 'key' : 'alarm',
        by,
      });
      note({ actor: by, action: 'clip.cut', subject: `clip:${cut.id}`, facts: { cameraId } });
      return cut;
    },
    changes: (_input, _caller, place) => changes.subscribe(place),
    snapshots: (filter) => snapshots.list(filter),
  };
}

/** Longer than anything is remembered for. */
const longestHistoryMs = days(110);

export function healthHandlers(health: Pick<CameraHealth, 'list' | 'history'>): Handlers['health'] {
  return {
    list: () => health.list(),
    async history({ cameraId, fromMs, toMs }) {
      if (toMs <= fromMs || toMs - fromMs > longestHistoryMs) {
        throw new AppError('bad-input', 'no such period', { facts: { paths: 'fromMs, toMs' } });
      }
      return health.history(cameraId, fromMs, toMs);
    },
  };
}
