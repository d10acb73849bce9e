/** POST /VIID/Faces, Persons, MotorVehicles, NonMotorVehicles: from a body to sightings, and to an answer. */
import type { NewSighting } from '#contract/sighting.ts';
import { AppError, reasonOf } from '../../system/app-error.ts';
import type { Log } from '../../system/log.ts';
import type { Take, TakeResult } from '../take.ts';
import type { IntakeCounters } from './intake-counters.ts';
import { normaliseObject } from './normalise.ts';
import type { NormalisedObject } from './normalise.ts';
import type { ObjectKind } from './object-kind.ts';
import { objectsOf } from './object-list.ts';
import type { Registrations } from './registrations.ts';
import type { ReceivedBody } from './request-body.ts';
import { statusCode, statusListAnswer } from './response-status.ts';
import type { Answer, Status } from './response-status.ts';
import type { ViidDevice, ViidDeviceDirectory } from './viid-devices.ts';
import { readJson, refuse, replyContext, retryAfter } from './viid-request.ts';
import type { ViidRequest } from './viid-request.ts';

/** Devices post one to a few dozen at a time. */
export const mostObjectsPerPost = 1000;

interface CaptureDeskOptions {
  devices: ViidDeviceDirectory;
  registrations: Registrations;
  counters: IntakeCounters;
  take: Take;
  log: Log;
}

export class CaptureDesk {
  readonly #options: CaptureDeskOptions;

  constructor(options: CaptureDeskOptions) {
    this.#options = options;
  }

  async post(
    kind: ObjectKind,
    device: ViidDevice,
    request: ViidRequest,
    body: ReceivedBody | undefined,
  ): Promise<Answer> {
    const json = readJson(request, device, body);
    if (json.outcome === 'refused') return json.answer;
    if (json.outcome === 'empty') {
      return refuse(request, device, { httpStatus: 400, code: statusCode.jsonFormat, text: '消息体为空' });
    }
    const objects = objectsOf(kind, json.value);
    if (objects === null) {
      const text = `JSON内容错误：缺少${kind.objectName}`;
      return refuse(request, device, { httpStatus: 400, code: statusCode.jsonContent, text });
    }
    if (objects.length > mostObjectsPerPost) {
      const text = `一次最多${mostObjectsPerPost}个对象`;
      return refuse(request, device, { httpStatus: 413, code: statusCode.invalidOperation, text });
    }
    const receipt = { device, devices: this.#options.devices, receivedAtMs: request.receivedAtMs };
    const normalised = objects.map((object) => normaliseObject(kind, object, receipt));
    this.#count(normalised);
    return this.#handOver(normalised, device, request);
  }

  async #handOver(normalised: readonly NormalisedObject[], device: ViidDevice, request: ViidRequest): Promise<Answer> {
    const batch: NewSighting[] = normalised.flatMap((object) =>
      object.outcome === 'sighting' ? [object.sighting] : [],
    );
    let results: readonly TakeResult[];
    try {
      results = batch.length === 0 ? [] : await this.#options.take(batch);
      if (results.length !== batch.length)
        throw new Error('the station answered for fewer sightings than it was given');
    } catch (error) {
      return this.#notTaken(error, device, request);
    }
    const driftsMs = normalised.flatMap((object) =>
      object.outcome === 'sighting' && object.clockDriftMs !== null ? [object.clockDriftMs] : [],
    );
    const newOnes = results.filter((result) => result.outcome === 'new').length;
    this.#options.registrations.sighted(device.deviceId, newOnes, driftsMs.at(-1) ?? null);
    return statusListAnswer(statusesOf(normalised, results), replyContext(request, device));
  }

  /** Nothing of it was kept: the device is to send it again. */
  #notTaken(error: unknown, device: ViidDevice, request: ViidRequest): Answer {
    const passing = error instanceof AppError && (error.code === 'unavailable' || error.code === 'disk-full');
    this.#options.log.error('sightings of a VIID post were not taken', {
      deviceId: device.deviceId,
      reason: reasonOf(error),
    });
    return passing
      ? refuse(request, device, {
          httpStatus: 503,
          code: statusCode.busy,
          text: '设备忙，请稍后重发',
          headers: retryAfter(1000),
        })
      : refuse(request, device, { httpStatus: 500, code: statusCode.otherError, text: '未能保存，请重发' });
  }

  #count(normalised: readonly NormalisedObject[]): void {
    for (const object of normalised) {
      if (object.outcome !== 'sighting') continue;
      this.#options.counters.dropped(object.dropped);
      for (const fault of object.pictureFaults) this.#options.counters.pictureFault(fault);
    }
  }
}

/** One line per object in the order sent; one bad object does not spoil the others. */
function statusesOf(normalised: readonly NormalisedObject[], results: readonly TakeResult[]): Status[] {
  let taken = 0;
  return normalised.map((object) => {
    const id = object.replyId;
    if (object.outcome === 'unusable') return { code: statusCode.jsonContent, text: 'JSON内容错误', id };
    return results[taken++]?.outcome === 'refused'
      ? { code: statusCode.otherError, text: '未能保存', id }
      : { code: statusCode.ok, text: '正常', id };
  });
}
