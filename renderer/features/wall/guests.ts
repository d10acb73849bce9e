/** Who else comes onto the wall, and where: cameras with an alarm or with activity that the view does not show. Pure. */
import type { Alarm } from '#contract/alarm.ts';
import { compareForRail } from '../alarms/order-alarms.ts';
import type { Slots } from './arrangement.ts';
import type { Layout } from './layouts.ts';

export interface Want {
  cameraId: string;
  why: 'alarm' | 'activity';
  alarm: Alarm | null;
  /** When it is over by itself; null: when something is done about it. Station's clock. */
  untilMs: number | null;
}
export interface Guest extends Want {
  /** The tile it has taken, on the page. */
  tile: number;
}
export interface Activity {
  cameraId: string;
  atMs: number;
}

/** How long activity keeps a camera on the wall. */
export const activityStaysMs = 10_000;

/** The cameras that are to be seen now, the most urgent first: alarm before activity. */
export function wantsOf(from: {
  alarms: readonly Alarm[];
  /** After the acknowledgement; null: alarms bring no camera up. */
  alarmHoldMs: number | null;
  activity: Activity | null;
  nowMs: number;
}): Want[] {
  const wants = new Map<string, Want>();
  const { alarmHoldMs, activity, nowMs } = from;
  if (alarmHoldMs !== null) {
    for (const alarm of [...from.alarms].sort(compareForRail)) {
      if (alarm.cameraId === null || alarm.state === 'resolved' || wants.has(alarm.cameraId)) continue;
      const untilMs = alarm.acknowledged === null ? null : alarm.acknowledged.atMs + alarmHoldMs;
      if (untilMs !== null && untilMs <= nowMs) continue;
      wants.set(alarm.cameraId, { cameraId: alarm.cameraId, why: 'alarm', alarm, untilMs });
    }
  }
  if (activity !== null && !wants.has(activity.cameraId) && activity.atMs + activityStaysMs > nowMs) {
    const { cameraId, atMs } = activity;
    wants.set(cameraId, { cameraId, why: 'activity', alarm: null, untilMs: atMs + activityStaysMs });
  }
  return [...wants.values()];
}

/** When the next of them is over by itself; null: none will be. */
export function nextEndMs(wants: readonly Want[]): number | null {
  const ends = wants.flatMap(({ untilMs }) => untilMs ?? []);
  return ends.length === 0 ? null : Math.min(...ends);
}

/**
 * Seats them. A guest keeps its tile as long as it stays; a new one takes the largest tile, of equal ones an empty one,
 * else the one nobody has touched for longest; never the tile of a camera that has an alarm itself.
 */
export function seatGuests(wall: {
  seated: readonly Guest[];
  wants: readonly Want[];
  /** The page without guests. */
  page: Slots;
  layout: Layout;
  touchedAtMs: (cameraId: string) => number;
}): Guest[] {
  const { page, layout } = wall;
  const onPage = new Set(page);
  const alarmed = new Set(wall.wants.flatMap(({ why, cameraId }) => (why === 'alarm' ? [cameraId] : [])));
  const guests: Guest[] = [];
  const taken = (tile: number): boolean => guests.some((guest) => guest.tile === tile);
  const visiting = wall.wants.filter(({ cameraId }) => !onPage.has(cameraId));
  const place = (want: Want): void => {
    const before = wall.seated.find(({ cameraId }) => cameraId === want.cameraId)?.tile;
    const mayTake = (tile: number): boolean => {
      const host = page[tile] ?? null;
      return !taken(tile) && (host === null || !alarmed.has(host));
    };
    const tile = before !== undefined && before < layout.size && mayTake(before) ? before : freest(wall, mayTake);
    if (tile !== null) guests.push({ ...want, tile });
  };
  // Those with a tile keep it before anyone new chooses; an alarm comes before activity all the same.
  const hasTile = (want: Want): boolean => wall.seated.some(({ cameraId }) => cameraId === want.cameraId);
  for (const why of ['alarm', 'activity'] as const) {
    const these = visiting.filter((want) => want.why === why);
    for (const want of these.filter(hasTile)) place(want);
    for (const want of these.filter((each) => !hasTile(each))) place(want);
  }
  return guests;
}

function freest(
  { page, layout, touchedAtMs }: { page: Slots; layout: Layout; touchedAtMs: (cameraId: string) => number },
  mayTake: (tile: number) => boolean,
): number | null {
  let best: { tile: number; area: number; touchedAtMs: number } | null = null;
  for (const [tile, cell] of layout.cells.entries()) {
    if (!mayTake(tile)) continue;
    const host = page[tile] ?? null;
    const candidate = { tile, area: cell.columns * cell.rows, touchedAtMs: host === null ? -1 : touchedAtMs(host) };
    if (
      best === null ||
      candidate.area > best.area ||
      (candidate.area === best.area && candidate.touchedAtMs < best.touchedAtMs)
    )
      best = candidate;
  }
  return best?.tile ?? null;
}

export function sameGuests(one: readonly Guest[], other: readonly Guest[]): boolean {
  return (
    one.length === other.length &&
    one.every((guest, index) => {
      const twin = other[index];
      return (
        guest.tile === twin?.tile &&
        guest.cameraId === twin.cameraId &&
        guest.why === twin.why &&
        guest.untilMs === twin.untilMs &&
        guest.alarm === twin.alarm
      );
    })
  );
}
