/** Rules joined to what they look at: cameras, their health, the journal. */
import { usualAlarmSettings, alarmSettings } from '#contract/alarm.ts';
import type { StreamState } from '#contract/camera.ts';
import type { ConditionInterval } from '#contract/health.ts';
import type { Alarms } from '../alarms/alarms.ts';
import { Escalations } from '../alarms/escalations.ts';
import { LostCameras } from '../alarms/lost-cameras.ts';
import type { SeenCamera } from '../alarms/lost-cameras.ts';
import { RuleDryRuns } from '../alarms/rule-dry-run.ts';
import type { Loss } from '../alarms/rule-dry-run.ts';
import { Rules } from '../alarms/rules.ts';
import { UnknownDevices } from '../alarms/unknown-devices.ts';
import type { Cameras } from '../cameras/cameras.ts';
import type { CameraHealth } from '../cameras/health/camera-health.ts';
import { conditionOf } from '../cameras/health/conditions.ts';
import type { HealthStore } from '../cameras/health/health-store.ts';
import type { Journal } from '../journal/journal.ts';
import type { Database } from '../storage/database.ts';
import { RuleTable } from '../storage/rule-table.ts';
import type { SettingsTable } from '../storage/settings-table.ts';
import { days, seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Connections } from './connections.ts';

export interface RulesParts {
  database: Database;
  settings: SettingsTable;
  cameras: Cameras;
  journal: Journal;
  alarms: Alarms;
  /** Asked when they are needed: they are made after the rules. */
  health: () => CameraHealth;
  connections: () => Connections;
  healthStore: HealthStore;
  clock: Clock;
  log: Log;
}

/** Pauses of the watch shorter than this are none. */
const contiguousMs = seconds(15);

export async function openRules(parts: RulesParts) {
  const { database, settings, cameras, journal, alarms, healthStore, clock, log } = parts;
  const pointOf = (cameraId: string) => cameras.findById(cameraId)?.point ?? null;
  const rules = new Rules({ store: new RuleTable(database), pointOf, clock, log });
  await rules.start();
  const escalations = new Escalations({
    ...{ alarms, clock, log },
    settings: {
      read: async () => (await settings.read('alarms', alarmSettings)) ?? usualAlarmSettings,
      write: (written) => settings.write('alarms', written),
    },
    concernsCounty: (alarm) => parts.connections().county?.tells(alarm, 'escalated') ?? false,
  });
  await escalations.start();
  const losses = async (fromMs: number, toMs: number): Promise<Loss[]> => {
    const found: Loss[] = [];
    for (const { camera } of cameras.list()) {
      const { intervals } = await parts.health().history(camera.id, fromMs, toMs);
      found.push(...lossesIn(intervals).map((loss) => ({ camera, ...loss })));
    }
    return found;
  };
  const lostCameras = new LostCameras({ look: () => cameras.list().map(seen), rules, alarms, clock, log });
  return {
    rules,
    escalations,
    ruleDryRuns: new RuleDryRuns({ journal, pointOf, losses, clock }),
    unknownDevices: new UnknownDevices({ rules, alarms, clock, log }),
    /** Once there are cameras; gives the way to stop. */
    async watchCameras(): Promise<() => void> {
      const hadPictures: string[] = [];
      for (const { camera } of cameras.list()) {
        const [last] = await healthStore.intervals(camera.id, clock.nowMs() - days(7), clock.nowMs(), 1);
        if (last?.condition === 'live') hadPictures.push(camera.id);
      }
      return lostCameras.start(hadPictures);
    },
  };
}

function seen({ camera, ...streams }: ReturnType<Cameras['list']>[number]): SeenCamera {
  const { condition } = conditionOf(streams);
  return {
    ...{ id: camera.id, name: camera.name },
    hasPictures: condition === 'unknown' ? null : condition === 'live',
    hadPictures: [streams.main, streams.sub].some((state) => hadFrames(state)),
  };
}

const hadFrames = (state: StreamState | null): boolean =>
  state?.state === 'live' || ((state?.state === 'offline' || state?.state === 'stale') && state.lastFrameAtMs !== null);

/** When a camera that had pictures had none; intervals oldest first. Time in none of them is known to nobody. */
export function lossesIn(intervals: readonly ConditionInterval[]): { fromMs: number; toMs: number }[] {
  const losses: { fromMs: number; toMs: number }[] = [];
  let knownUntilMs = Number.NEGATIVE_INFINITY;
  let state: 'never-lived' | 'lives' | 'lost' = 'never-lived';
  for (const { condition, fromMs, toMs } of intervals) {
    if (fromMs - knownUntilMs > contiguousMs || condition === 'unknown') state = 'never-lived';
    knownUntilMs = toMs;
    if (condition === 'live') state = 'lives';
    else if (state === 'lives') {
      losses.push({ fromMs, toMs });
      state = 'lost';
    } else if (state === 'lost') losses.splice(-1, 1, { fromMs: losses.at(-1)?.fromMs ?? fromMs, toMs });
  }
  return losses;
}
