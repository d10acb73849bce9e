import type { Unit } from '#contract/access.ts';
import type { CameraWithState, StationStatus } from '#contract/api.ts';
import type { Clip } from '#contract/clip.ts';
import type { Sighting } from '#contract/sighting.ts';
import { changesOf } from '../county/county-link.ts';
import { reasonOf } from '../system/app-error.ts';
import { seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import { Feed, Latest } from '../system/feed.ts';
import type { Log } from '../system/log.ts';
import type { OnStop, Rooms } from './rooms.ts';

/** What the station is, as far as the status bar tells it. */
export interface Identity {
  unit: Unit | null;
  simulated: boolean;
}

export type Feeds = ReturnType<typeof openFeeds>;

/** What consoles follow, and who hears of what: each room's news goes where it is needed, here and nowhere else. */
export function openFeeds(options: { rooms: Rooms; identity: Identity; clock: Clock; log: Log; onStop: OnStop }) {
  const { rooms, identity, clock, log, onStop } = options;
  const { cameras, journal, intake, alarms, alarmClips, clips, connections, disk, health } = rooms;
  const feeds = {
    status: new Latest<StationStatus>(),
    cameras: new Latest<CameraWithState[]>(),
    arrivals: new Feed<Sighting>(),
    clips: new Feed<Clip>(),
    /** The revision of the newest change of an alarm. */
    alarmRevision: new Latest<number>(),
  };
  const showStatus = (): void =>
    feeds.status.set({
      ...identity,
      nowMs: clock.nowMs(),
      cameras: rooms.liveCameras(),
      county: connections.countyState(),
      disk: { ...disk.facts(), outlook: rooms.retention.outlook() },
    });
  const showCameras = (): void => feeds.cameras.set(cameras.list());

  /** The county hears of an alarm when it is raised, when nobody looks, when it is resolved; telling it twice is telling it once. */
  const tellCounty = async (alarm: Parameters<typeof alarmClips.take>[0]): Promise<void> => {
    try {
      for (const change of changesOf(alarm)) await connections.county?.enqueueAlarm(alarm, change);
    } catch (error) {
      const reason = reasonOf(error);
      log.error('an alarm is not in the outbox; the next start makes up for it', { alarm: alarm.id, reason });
    }
  };

  const showOnCards = async (sighting: Sighting): Promise<void> => {
    try {
      // A picture may be there before its sighting is judged.
      await intake.judged();
      await alarms.showPictures(sighting);
    } catch (error) {
      log.warn('a late picture is not on its card', { sightingId: sighting.id, reason: reasonOf(error) });
    }
  };

  onStop('status', clock.every(seconds(1), showStatus));
  onStop('county changes', connections.watch(showStatus));
  onStop('camera states', cameras.watchChanges(showCameras));
  onStop(
    'clip changes',
    clips.watch((clip) => feeds.clips.publish(clip)),
  );
  onStop(
    'arrivals',
    journal.watch((sighting) => {
      feeds.arrivals.publish(sighting);
      if (sighting.cameraId !== null) health.noteEvent(sighting.cameraId, sighting.receivedAtMs);
    }),
  );
  onStop(
    'late pictures',
    journal.watchPictures((sighting) => {
      feeds.arrivals.publish(sighting);
      void showOnCards(sighting);
    }),
  );
  onStop(
    'alarm changes',
    alarms.watch((alarm) => {
      feeds.alarmRevision.set(alarm.revision);
      alarmClips.take(alarm);
      void tellCounty(alarm);
    }),
  );
  showCameras();
  showStatus();
  return { ...feeds, showStatus };
}
