/** The receiver on a real journal in a directory of its own, and curl as its devices. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BudgetLimits } from '../../../main/recognition/viid/device-budget.ts';
import type { ViidDevice } from '../../../main/recognition/viid/viid-devices.ts';
import { ViidReceiver } from '../../../main/recognition/viid/viid-receiver.ts';
import type { ViidReceiverOptions } from '../../../main/recognition/viid/viid-receiver.ts';
import { ViidTable } from '../../../main/storage/viid-table.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { openJournal } from '../../builders/journal.ts';
import type { OpenedJournal } from '../../builders/journal.ts';
import { memoryViidRecords } from '../../builders/viid-records.ts';
import { curl } from './curl.ts';
import type { CurlReply } from './curl.ts';

export interface ViidStation {
  origin: string;
  receiver: ViidReceiver;
  opened: OpenedJournal;
  records: ReturnType<typeof memoryViidRecords>;
  devices: ViidDevice[];
  /** Stops and starts it again on the same directory. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const serverId = '37152500005030000001';

export async function openViidStation(
  devices: ViidDevice[],
  budget?: BudgetLimits,
  more: (opened: OpenedJournal) => Promise<Partial<ViidReceiverOptions>> = () => Promise.resolve({}),
): Promise<ViidStation> {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
  const records = memoryViidRecords();
  const start = async () => {
    const opened = await openJournal(directory);
    const { journal } = opened;
    const table = new ViidTable(opened.database);
    const receiver = new ViidReceiver({
      ...{ listen: { host: '127.0.0.1', port: 0 }, serverId, clock: realClock, log: silentLog },
      ...(budget !== undefined && { budget }),
      devices: {
        find: (id) => station.devices.find(({ deviceId }) => deviceId === id) ?? null,
        all: () => station.devices,
      },
      take: (batch) => journal.append(batch),
      attach: ({ deviceId, name, ...picture }) => journal.attach({ deviceId, name }, picture),
      records: {
        ...records,
        findSightings: (keys) => journal.findByKeys(keys),
        findNamedPicture: (deviceId, name) => journal.findNamed({ deviceId, name }),
        readPicture: (digest) => journal.picture(digest),
        images: table.images,
        told: table.told,
      },
      ...(await more(opened)),
    });
    return { opened, receiver };
  };
  const stop = async (): Promise<void> => {
    await station.receiver.stop();
    await station.opened.close();
  };
  const station = { devices, records } as ViidStation;
  Object.assign(station, await start(), {
    async restart() {
      await stop();
      Object.assign(station, await start());
      station.origin = (await station.receiver.start()).address;
    },
    async close() {
      await stop();
      await rm(directory, { recursive: true });
    },
  });
  station.origin = (await station.receiver.start()).address;
  return station;
}

/** curl speaking as one device. */
export function deviceOf(station: ViidStation, device: ViidDevice) {
  const as = ['-H', `User-Identify: ${device.deviceId}`];
  const digest = ['--digest', '-u', `${device.user}:${device.password}`];
  const send = (method: string, path: string, body?: unknown, extra: readonly string[] = []): Promise<CurlReply> =>
    curl(
      ['-X', method, ...as, ...extra, `${station.origin}/VIID/${path}`],
      body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    );
  return {
    register: () => send('POST', 'System/Register', { RegisterObject: { DeviceID: device.deviceId } }, digest),
    post: (path: string, body: unknown, extra?: readonly string[]) => send('POST', path, body, extra),
    put: (path: string, body: unknown, extra?: readonly string[]) => send('PUT', path, body, extra),
    /** With Digest, as what is stored is given to nobody else. */
    get: (path: string, extra: readonly string[] = digest) => send('GET', path, undefined, extra),
    delete: (path: string, extra?: readonly string[]) => send('DELETE', path, undefined, extra),
  };
}

/** StatusCode of each line, or of the only one. */
export function codesIn({ body }: CurlReply): unknown[] {
  const statuses = body?.ResponseStatusListObject?.ResponseStatusObject ?? body?.ResponseStatusObject;
  return [statuses].flat().map((status: { StatusCode: unknown } | undefined) => status?.StatusCode);
}
