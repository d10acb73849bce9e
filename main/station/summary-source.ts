/** The figures of summaries, from the rooms that count them. */
import { intactFromOnlineRate } from '#contract/summary.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { CameraHealth, CameraStanding } from '../cameras/health/camera-health.ts';
import type { CameraFigures, Period, SummarySource } from '../county/summaries.ts';
import type { Journal } from '../journal/journal.ts';
import type { Retention } from '../journal/retention.ts';
import type { SummaryFigures } from '../storage/summary-figures.ts';
import { minutes } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';

/** Whether a channel is silent is known of now only: said of a period that ended at most so long ago. */
const silenceHoldsMs = minutes(10);

export interface SummarySourceParts {
  journal: Pick<Journal, 'counts'>;
  alarms: Pick<Alarms, 'counts'>;
  figures: SummaryFigures;
  cameraIds: () => readonly string[];
  health: () => Pick<CameraHealth, 'standings' | 'silentCameras'>;
  retention: () => Pick<Retention, 'outlooks'>;
  clock: Clock;
}

export function summarySource(parts: SummarySourceParts): SummarySource {
  const { journal, alarms, figures, clock } = parts;
  return {
    sightings: ({ fromMs, toMs }) => journal.counts(fromMs, toMs),
    alarms: ({ fromMs, toMs }) => alarms.counts(fromMs, toMs),
    list: (period) => figures.list(period),
    async cameras(period: Period) {
      const health = parts.health();
      const isOver = clock.nowMs() - period.toMs > silenceHoldsMs;
      return cameraFigures(
        parts.cameraIds(),
        await health.standings(period.fromMs, period.toMs),
        isOver ? [] : health.silentCameras(),
      );
    },
    crowd: (period) => figures.crowd(period),
    async retention() {
      const outlooks = await parts.retention().outlooks();
      return outlooks.map(({ kind, askedDays, forecastDays, outlook }) => ({
        ...{ kind, askedDays, forecastDays, outlook },
      }));
    },
  };
}

/** The published formulas of 在线率 and 完好率, for the cameras that are set up. */
export function cameraFigures(
  cameraIds: readonly string[],
  standings: readonly CameraStanding[],
  silent: readonly string[],
): CameraFigures {
  const here = new Set(cameraIds);
  const ours = standings.filter(({ cameraId }) => here.has(cameraId));
  const liveMs = ours.reduce((sum, camera) => sum + camera.liveMs, 0);
  const knownMs = ours.reduce((sum, camera) => sum + camera.knownMs, 0);
  const intact = ours.filter(
    (camera) =>
      camera.liveMs / camera.knownMs >= intactFromOnlineRate &&
      camera.lastCondition !== 'offline' &&
      !silent.includes(camera.cameraId),
  );
  const isMeasured = knownMs > 0;
  return {
    total: cameraIds.length,
    onlineRate: isMeasured ? liveMs / knownMs : null,
    intact: isMeasured ? intact.length : null,
  };
}
