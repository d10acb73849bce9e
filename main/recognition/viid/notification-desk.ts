/** POST /VIID/SubscribeNotifications: what a subscribed device saw, or says of itself. */
import { FieldReader, isJsonObject, readText } from './field-reader.ts';
import type { DeviceDesk } from './device-desk.ts';
import { apesOf } from './device-facts.ts';
import { statusOf } from './hand-over.ts';
import type { Fate, HandOver } from './hand-over.ts';
import type { IntakeCounters } from './intake-counters.ts';
import { normaliseObject } from './normalise.ts';
import type { NormalisedObject, Receipt } from './normalise.ts';
import { objectKinds } from './object-kinds.ts';
import { objectsOf } from './object-list.ts';
import { profileOf } from './profile.ts';
import { statusCode, statusesAnswer } from './response-status.ts';
import type { Answer, Status } from './response-status.ts';
import type { ViidDeviceDirectory } from './viid-devices.ts';
import { readJson, refuse, replyContext } from './viid-request.ts';
import type { ViidRoute, ViidVisit } from './viid-route.ts';

const mostNotificationsPerPost = 100;
const mostObjectsPerPost = 1000;
/** ExecuteOperation: 1 add, 2 modify, 3 delete. */
const deleted = '3';

interface NotificationDeskOptions {
  devices: ViidDeviceDirectory;
  deviceDesk: DeviceDesk;
  handOver: HandOver;
  counters: IntakeCounters;
}

interface Notification {
  id: string;
  captures: NormalisedObject[];
  apes: unknown[];
}

export class NotificationDesk {
  readonly #options: NotificationDeskOptions;

  constructor(options: NotificationDeskOptions) {
    this.#options = options;
  }

  routes(): ViidRoute[] {
    const answer = (visit: ViidVisit): Promise<Answer> => this.#take(visit);
    return [{ method: 'POST', path: '/VIID/SubscribeNotifications', admits: 'registered', answer }];
  }

  async #take(visit: ViidVisit): Promise<Answer> {
    const { request, device } = visit;
    const refused = (httpStatus: number, code: 4 | 7 | 8, text: string): Answer =>
      refuse(request, device, { httpStatus, code, text });
    const json = readJson(request, device, visit.body);
    if (json.outcome === 'refused') return json.answer;
    if (json.outcome === 'empty') return refused(400, statusCode.jsonFormat, '消息体为空');
    const objects = notificationsOf(json.value);
    if (objects === null) return refused(400, statusCode.jsonContent, 'JSON内容错误：缺少SubscribeNotificationObject');
    const receipt = { device, devices: this.#options.devices, receivedAtMs: request.receivedAtMs };
    const notifications = objects.map((object) => this.#read(object, receipt));
    const count = notifications.reduce((sum, each) => sum + (each?.captures.length ?? 0) + (each?.apes.length ?? 0), 0);
    if (objects.length > mostNotificationsPerPost || count > mostObjectsPerPost) {
      return refused(413, statusCode.invalidOperation, `一次最多${mostObjectsPerPost}个对象`);
    }
    const captures = notifications.flatMap((notification) => notification?.captures ?? []);
    const handed = await this.#options.handOver.give(captures, device, request);
    if (handed.outcome === 'refused') return handed.answer;
    const fates = handed.fates.values();
    const statuses: Status[] = [];
    try {
      for (const notification of notifications) {
        const own = (notification?.captures ?? []).map(() => fates.next().value ?? 'not-kept');
        for (const ape of notification?.apes ?? []) {
          // A gateway may list devices that are none of ours: that is no fault of its notification.
          await this.#options.deviceDesk.hear(ape, device, request.receivedAtMs);
        }
        statuses.push(statusOfNotification(notification, own));
      }
    } catch (error) {
      return this.#options.handOver.notTaken(error, device, request);
    }
    return statusesAnswer(statuses, replyContext(request, device), profileOf(device).notifications);
  }

  #read(object: unknown, receipt: Receipt): Notification | null {
    if (!isJsonObject(object)) return null;
    const fields = new FieldReader(object);
    const id = readText(fields.value('NotificationID')) ?? '';
    for (const name of ['SubscribeID', 'Title', 'TriggerTime', 'InfoIDs']) fields.value(name);
    const isDeletion = readText(fields.value('ExecuteOperation'), 8) === deleted;
    const captures: unknown[] = [];
    const normalised = objectKinds.flatMap((kind) => {
      const name = kind.listName.replace(/ListObject$/, '');
      // `FaceObjectList` by the standard; `FaceListObject` and `FaceList` are seen too.
      const list = [`${name}ObjectList`, kind.listName, `${name}List`].map((each) => fields.value(each));
      const found = list.flatMap((each) => (each === null ? [] : (objectsOf(kind, each) ?? [])));
      captures.push(...found);
      return isDeletion ? [] : found.map((each) => normaliseObject(kind, each, receipt));
    });
    // What was seen stays seen: a notice that it was deleted over there changes nothing here.
    if (isDeletion) for (const _ of captures) this.#options.counters.objectDropped(receipt.device.deviceId);
    const devices = fields.value('DeviceList');
    const status = fields.value('DeviceStatusList');
    this.#options.counters.dropped(receipt.device.deviceId, fields.unasked());
    return {
      id,
      captures: normalised,
      apes: isDeletion
        ? []
        : [
            ...(devices === null ? [] : (apesOf(devices, false) ?? [])),
            ...(status === null ? [] : (apesOf(status, true) ?? [])),
          ],
    };
  }
}

function statusOfNotification(notification: Notification | null, fates: readonly Fate[]): Status {
  if (notification === null) return { code: statusCode.jsonContent, text: 'JSON内容错误', id: '' };
  const fate = fates.find((each) => each === 'not-kept') ?? fates.find((each) => each === 'unusable') ?? 'kept';
  return statusOf(fate, notification.id, 'POST');
}

/** The standard's list object, the object list alone, a bare list, or a bare notification. */
function notificationsOf(body: unknown): unknown[] | null {
  if (Array.isArray(body)) return body as unknown[];
  if (!isJsonObject(body)) return null;
  const fields = new FieldReader(body);
  const list = fields.value('SubscribeNotificationListObject');
  if (list !== null) return notificationsOf(list);
  const objects = fields.value('SubscribeNotificationObject');
  if (objects !== null) return Array.isArray(objects) ? (objects as unknown[]) : [objects];
  const bare = ['NotificationID', 'SubscribeID'].some((name) => fields.value(name) !== null);
  return bare ? [body] : null;
}
