/** /VIID/APEs and their status: what devices say of themselves. */
import { reasonOf } from '../../system/app-error.ts';
import type { Log } from '../../system/log.ts';
import { apesOf, nothingTold, readApe, writeOnline } from './device-facts.ts';
import type { HandOver } from './hand-over.ts';
import type { IntakeCounters } from './intake-counters.ts';
import type { PlatformSubscriptions } from './platform-subscriptions.ts';
import { profileOf } from './profile.ts';
import { notFound, refusesDeletion } from './read-desk.ts';
import { statusCode, statusesAnswer } from './response-status.ts';
import type { Answer, Status } from './response-status.ts';
import { readText } from './field-reader.ts';
import type { ViidDevice, ViidDeviceDirectory } from './viid-devices.ts';
import type { ToldFacts, ViidRecords } from './viid-records.ts';
import { readJson, refuse, replyContext } from './viid-request.ts';
import type { ViidRoute, ViidVisit } from './viid-route.ts';
import { stated } from './stated.ts';
import { writeWireTime } from './wire-time.ts';

/** A gateway of a large site lists its channels in one post. */
const mostPerPost = 1000;

interface DeviceDeskOptions {
  devices: ViidDeviceDirectory;
  /** What upper platforms are shown of our devices; null: there are none. */
  shown: PlatformSubscriptions['devices'] | null;
  records: ViidRecords;
  handOver: HandOver;
  counters: IntakeCounters;
  log: Log;
}

export class DeviceDesk {
  readonly #options: DeviceDeskOptions;
  /** Devices of the directory only. */
  readonly #told = new Map<string, { facts: ToldFacts; atMs: number }>();

  constructor(options: DeviceDeskOptions) {
    this.#options = options;
  }

  /** Remembers what was told before the last stop. */
  async start(): Promise<void> {
    for (const { deviceId, facts, atMs } of await this.#options.records.told.all()) {
      this.#told.set(deviceId, { facts, atMs });
    }
  }

  told(deviceId: string): { facts: ToldFacts; atMs: number } | null {
    return this.#told.get(deviceId) ?? null;
  }

  routes(): ViidRoute[] {
    const written: ViidRoute[] = (['POST', 'PUT'] as const).flatMap((method) =>
      [
        { path: '/VIID/APEs', status: false },
        { path: '/VIID/APEs/:id', status: false },
        { path: '/VIID/APEs/:id/Status', status: true },
        { path: '/VIID/APEStatus', status: true },
        { path: '/VIID/APEStatus/:id', status: true },
      ].map(({ path, status }): ViidRoute => ({
        ...{ method, path, admits: 'registered' },
        answer: (visit) => this.#tell(status, visit),
      })),
    );
    const read = (path: string, status: boolean): ViidRoute => ({
      ...{ method: 'GET', path, admits: 'registered', from: 'either' },
      answer: async (visit) => this.#give(status, visit),
    });
    return [
      ...written,
      ...['/VIID/APEs', '/VIID/APEs/:id'].map((path) => read(path, false)),
      ...['/VIID/APEs/:id/Status', '/VIID/APEStatus', '/VIID/APEStatus/:id'].map((path) => read(path, true)),
      ...refusesDeletion('/VIID/APEs'),
    ];
  }

  /** What one APE or APEStatus object says, kept when this device may say it. Rejects when it could not be stored. */
  async hear(object: unknown, from: ViidDevice, atMs: number, pathId: string | null = null): Promise<Status> {
    const { records, counters } = this.#options;
    const read = readApe(object);
    const id = read?.apeId ?? pathId;
    if (read === null || id === null) {
      counters.objectDropped(from.deviceId);
      return { code: statusCode.jsonContent, text: 'JSON内容错误', id: '' };
    }
    counters.dropped(from.deviceId, read.dropped);
    const device = this.#mayTellOf(id, from);
    if (device === null) {
      counters.objectDropped(from.deviceId);
      return { code: statusCode.invalidOperation, text: '设备不在配置中', id };
    }
    const before = this.#told.get(device.deviceId)?.facts ?? nothingTold;
    const facts = { ...before, ...read.facts };
    if (JSON.stringify(facts) !== JSON.stringify(before)) await records.told.save(device.deviceId, facts, atMs);
    this.#told.set(device.deviceId, { facts, atMs });
    return { code: statusCode.ok, text: '正常', id };
  }

  /** Of itself; a gateway also of others that the directory knows. */
  #mayTellOf(id: string, from: ViidDevice): ViidDevice | null {
    if (id === from.deviceId) return from;
    return from.cameraId === null ? this.#options.devices.find(id) : null;
  }

  async #tell(status: boolean, visit: ViidVisit): Promise<Answer> {
    const { request, device } = visit;
    const json = readJson(request, device, visit.body);
    if (json.outcome === 'refused') return json.answer;
    const refused = (httpStatus: number, code: 4 | 7 | 8, text: string): Answer =>
      refuse(request, device, { httpStatus, code, text });
    if (json.outcome === 'empty') return refused(400, statusCode.jsonFormat, '消息体为空');
    const pathId = readText(visit.id, 128);
    const objects = apesOf(json.value, status) ?? (pathId === null ? null : [json.value]);
    if (objects === null) return refused(400, statusCode.jsonContent, 'JSON内容错误：缺少APEObject');
    if (objects.length > mostPerPost) return refused(413, statusCode.invalidOperation, `一次最多${mostPerPost}个对象`);
    try {
      const statuses: Status[] = [];
      for (const object of objects) statuses.push(await this.hear(object, device, request.receivedAtMs, pathId));
      return statusesAnswer(statuses, replyContext(request, device), profileOf(device).captures);
    } catch (error) {
      this.#options.log.warn('what a device says of itself was not stored', { reason: reasonOf(error) });
      return this.#options.handOver.notTaken(error, device, request);
    }
  }

  /** A device is told what is known of itself; a gateway also of those it may speak for, when it names them. */
  #give(status: boolean, visit: ViidVisit): Answer {
    if (this.#options.devices.find(visit.device.deviceId) === null) return this.#show(status, visit);
    const id = readText(visit.id, 128) ?? visit.device.deviceId;
    const device = this.#mayTellOf(id, visit.device);
    const told = device === null ? undefined : this.#told.get(device.deviceId);
    if (device === null || told === undefined) return notFound(visit);
    const { facts } = told;
    const object = status
      ? { ApeID: device.deviceId, IsOnline: writeOnline(facts.online) }
      : {
          ApeID: device.deviceId,
          ...stated({ Name: facts.name, Model: facts.model, Place: facts.place, IPAddr: facts.ipAddress }),
          IsOnline: writeOnline(facts.online),
        };
    return given(status, visit.id === null ? [object] : object);
  }

  /** An upper platform is shown all of them, or the one it names. */
  #show(status: boolean, visit: ViidVisit): Answer {
    const named = readText(visit.id, 128);
    const objects = this.#options.shown?.(named) ?? [];
    const shown = objects.map((object) =>
      status
        ? {
            ApeID: object['ApeID'],
            IsOnline: object['IsOnline'],
            CurrentTime: writeWireTime(visit.request.receivedAtMs),
          }
        : object,
    );
    if (named === null) return given(status, shown);
    return shown[0] === undefined ? notFound(visit) : given(status, shown[0]);
  }
}

/** A list is wrapped as one. */
function given(status: boolean, objects: object): Answer {
  const name = status ? 'APEStatusObject' : 'APEObject';
  const listName = status ? 'APEStatusListObject' : 'APEListObject';
  const body = Array.isArray(objects) ? { [listName]: { [name]: objects } } : { [name]: objects };
  return { httpStatus: 200, headers: {}, body };
}
