/** POST and PUT of /VIID/Faces, Persons, MotorVehicles, NonMotorVehicles, Things, Scenes: from a body to sightings. */
import { readId } from './bounded-id.ts';
import { FieldReader, isJsonObject } from './field-reader.ts';
import { statusOf } from './hand-over.ts';
import type { HandOver } from './hand-over.ts';
import { normaliseObject } from './normalise.ts';
import type { ObjectKind } from './object-kind.ts';
import { objectKinds } from './object-kinds.ts';
import { objectsOf } from './object-list.ts';
import { profileOf } from './profile.ts';
import { statusCode, statusesAnswer } from './response-status.ts';
import type { Answer } from './response-status.ts';
import type { ViidDeviceDirectory } from './viid-devices.ts';
import { readJson, refuse, replyContext } from './viid-request.ts';
import type { ViidRoute, ViidVisit } from './viid-route.ts';

/** Devices post one to a few dozen at a time. */
export const mostObjectsPerPost = 1000;

export class CaptureDesk {
  readonly #devices: ViidDeviceDirectory;
  readonly #handOver: HandOver;

  constructor(options: { devices: ViidDeviceDirectory; handOver: HandOver }) {
    this.#devices = options.devices;
    this.#handOver = options.handOver;
  }

  routes(): ViidRoute[] {
    const admits = 'registered';
    return objectKinds.flatMap((kind) => {
      const answer = (visit: ViidVisit): Promise<Answer> => this.#take(kind, visit);
      const path = `/VIID/${kind.path}`;
      return (['POST', 'PUT'] as const).flatMap((method) => [
        { method, path, admits, answer },
        { method, path: `${path}/:id`, admits, answer },
      ]);
    });
  }

  /** A PUT is taken as a POST: what is new is kept, what is known stays as it is. */
  async #take(kind: ObjectKind, visit: ViidVisit): Promise<Answer> {
    const { request, device } = visit;
    const json = readJson(request, device, visit.body);
    if (json.outcome === 'refused') return json.answer;
    const refused = (httpStatus: number, code: 4 | 7 | 8, text: string): Answer =>
      refuse(request, device, { httpStatus, code, text });
    if (json.outcome === 'empty') return refused(400, statusCode.jsonFormat, '消息体为空');
    const objects = visit.id === null ? objectsOf(kind, json.value) : objectNamed(kind, json.value, visit.id);
    if (objects === null) return refused(400, statusCode.jsonContent, `JSON内容错误：缺少${kind.objectName}`);
    if (objects === 'another') return refused(400, statusCode.jsonContent, `${kind.idName}与地址不符`);
    if (objects.length > mostObjectsPerPost) {
      return refused(413, statusCode.invalidOperation, `一次最多${mostObjectsPerPost}个对象`);
    }
    const receipt = { device, devices: this.#devices, receivedAtMs: request.receivedAtMs };
    const normalised = objects.map((object) => normaliseObject(kind, object, receipt));
    const handed = await this.#handOver.give(normalised, device, request);
    if (handed.outcome === 'refused') return handed.answer;
    const statuses = handed.fates.map((fate, n) => statusOf(fate, normalised[n]?.replyId ?? '', request.method));
    return statusesAnswer(statuses, replyContext(request, device), profileOf(device).captures);
  }
}

/** The one object a path names; its body may leave the ID out, and the wrapping too. `another`: it says it is another. */
function objectNamed(kind: ObjectKind, body: unknown, pathId: string): unknown[] | 'another' | null {
  const objects = objectsOf(kind, body) ?? (isJsonObject(body) ? [body] : null);
  if (objects === null) return null;
  const [object] = objects;
  if (objects.length !== 1 || !isJsonObject(object)) return objects.length > 1 ? 'another' : objects;
  const said = readId(new FieldReader(object).value(kind.idName));
  if (said === null) return [{ ...object, [kind.idName]: pathId }];
  return said === readId(pathId) ? [object] : 'another';
}
