/** What a platform does not know yet of our devices: everything at first, then what has changed. Pure. */
import { operation } from './notification.ts';
import type { Said } from './notification.ts';
import { isOnlineOf, printOf, writeApe } from './reported-device.ts';
import type { ReportedDevice } from './reported-device.ts';
import type { IsOnline, Told } from './subscription-store.ts';

/** Devices in one notification, at most. */
const mostInOne = 200;

/** The devices as they are now; `steady`: how one is when coming and going is left out, null: not known yet. */
export interface DeviceView {
  devices: readonly ReportedDevice[];
  steady(apeId: string): IsOnline | null;
  viidId: string;
  nowMs: number;
  /** As `nowMs` is written. */
  now: string;
}

/** `name` of what is said lacks what tells it from the same said earlier: the caller adds it. */
export interface News<Kind extends 'devices' | 'status'> {
  said: Said[];
  /** What the platform has been told once this is said. */
  told: NonNullable<Told[Kind]>;
}

/** Topic 3: the list of devices. */
export function deviceListNews(known: Told['devices'], view: DeviceView): News<'devices'> {
  const before = known ?? {};
  const told = Object.fromEntries(
    view.devices.map((device) => [device.apeId, { print: printOf(device), name: device.name }]),
  );
  const added = view.devices.filter(({ apeId }) => before[apeId] === undefined);
  const modified = view.devices.filter(
    ({ apeId }) => before[apeId] !== undefined && before[apeId].print !== told[apeId]?.print,
  );
  const removed = Object.entries(before)
    .filter(([apeId]) => told[apeId] === undefined)
    .map(([apeId, { name }]): ReportedDevice => ({ apeId, name, model: null, place: '', online: false }));
  const say = (devices: readonly ReportedDevice[], executeOperation: number): Said[] =>
    chunksOf(devices).map((some): Said => ({
      kind: 'status',
      name: `devices-${executeOperation}`,
      infoIds: some.map(({ apeId }) => apeId),
      atMs: view.nowMs,
      members: {
        ExecuteOperation: executeOperation,
        DeviceList: { APEObject: some.map((device) => writeApe(device, statusOf(device, view), view.viidId)) },
      },
    }));
  return {
    said: [...say(removed, operation.remove), ...say(modified, operation.modify), ...say(added, operation.add)],
    told,
  };
}

/** Topic 4: whether they are on line. One that is gone is a matter of the list. */
export function deviceStatusNews(known: Told['status'], view: DeviceView): News<'status'> {
  const told: Record<string, IsOnline> = {};
  const changed: { apeId: string; isOnline: IsOnline }[] = [];
  for (const device of view.devices) {
    const { apeId } = device;
    const before = known?.[apeId];
    const isOnline = before === undefined ? statusOf(device, view) : (view.steady(apeId) ?? before);
    told[apeId] = isOnline;
    if (isOnline !== before) changed.push({ apeId, isOnline });
  }
  const said = chunksOf(changed).map((some): Said => ({
    kind: 'status',
    name: 'status',
    infoIds: some.map(({ apeId }) => apeId),
    atMs: view.nowMs,
    members: {
      DeviceStatusList: {
        APEStatusObject: some.map(({ apeId, isOnline }) => ({
          ApeID: apeId,
          IsOnline: isOnline,
          CurrentTime: view.now,
        })),
      },
    },
  }));
  return { said, told };
}

export function statusOf({ apeId, online }: ReportedDevice, view: Pick<DeviceView, 'steady'>): IsOnline {
  return view.steady(apeId) ?? isOnlineOf(online);
}

function chunksOf<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / mostInOne) }, (_, n) =>
    list.slice(n * mostInOne, (n + 1) * mostInOne),
  );
}
