/** /VIID/Images: what is known of a picture first, its Base64 after, or the other way round. */
import { assertNever } from '../../system/app-error.ts';
import type { Attach } from '../take.ts';
import { readId } from './bounded-id.ts';
import { FieldReader, isJsonObject } from './field-reader.ts';
import { statusOf } from './hand-over.ts';
import type { Fate, HandOver } from './hand-over.ts';
import { imagesOf, readImage } from './image-object.ts';
import type { ReadImage } from './image-object.ts';
import type { IntakeCounters } from './intake-counters.ts';
import { decodeBase64, isPicture } from './pictures.ts';
import type { PictureFault } from './pictures.ts';
import { profileOf } from './profile.ts';
import { heldBytes, noRoom, notFound, refusesDeletion } from './read-desk.ts';
import type { ReceivedBody } from './request-body.ts';
import { statusAnswer, statusCode, statusesAnswer } from './response-status.ts';
import type { Answer, StatusCode } from './response-status.ts';
import { parseViidBody } from './viid-body.ts';
import type { ViidDeviceDirectory } from './viid-devices.ts';
import type { ViidRecords } from './viid-records.ts';
import { readJson, refuse, replyContext } from './viid-request.ts';
import type { ViidRoute, ViidVisit } from './viid-route.ts';
import { fileFormat, writeRole } from './write-object.ts';
import { writeWireTime } from './wire-time.ts';

const mostImagesPerPost = 200;

interface ImageDeskOptions {
  devices: ViidDeviceDirectory;
  records: ViidRecords;
  handOver: HandOver;
  counters: IntakeCounters;
  attach: Attach;
}

export class ImageDesk {
  readonly #options: ImageDeskOptions;

  constructor(options: ImageDeskOptions) {
    this.#options = options;
  }

  routes(): ViidRoute[] {
    const tell = (visit: ViidVisit): Promise<Answer> => this.#tell(visit);
    const bring = (visit: ViidVisit): Promise<Answer> => this.#bring(visit);
    const admits = 'registered';
    return [
      ...(['POST', 'PUT'] as const).flatMap((method): ViidRoute[] => [
        { method, path: '/VIID/Images', admits, answer: tell },
        { method, path: '/VIID/Images/:id', admits, answer: tell },
        { method, path: '/VIID/Images/:id/Info', admits, answer: tell },
        { method, path: '/VIID/Images/:id/Data', admits, answer: bring },
      ]),
      { method: 'GET', path: '/VIID/Images/:id', admits: 'proven', answer: (visit) => this.#give('all', visit) },
      { method: 'GET', path: '/VIID/Images/:id/Info', admits: 'proven', answer: (visit) => this.#give('info', visit) },
      { method: 'GET', path: '/VIID/Images/:id/Data', admits: 'proven', answer: (visit) => this.#give('data', visit) },
      ...['/VIID/Images', '/VIID/Images/:id/Info', '/VIID/Images/:id/Data'].flatMap((path) =>
        refusesDeletion(path).filter((route) => path === '/VIID/Images' || route.path === path),
      ),
    ];
  }

  /** What is known of pictures; the captures in them; the pictures themselves when they are sent along. */
  async #tell(visit: ViidVisit): Promise<Answer> {
    const { request, device } = visit;
    const refused = (httpStatus: number, code: StatusCode, text: string): Answer =>
      refuse(request, device, { httpStatus, code, text });
    const json = readJson(request, device, visit.body);
    if (json.outcome === 'refused') return json.answer;
    if (json.outcome === 'empty') return refused(400, statusCode.jsonFormat, '消息体为空');
    const images = imagesOf(json.value) ?? (visit.id !== null && isJsonObject(json.value) ? [json.value] : null);
    if (images === null) return refused(400, statusCode.jsonContent, 'JSON内容错误：缺少Image');
    if (images.length > (visit.id === null ? mostImagesPerPost : 1)) {
      return refused(413, statusCode.invalidOperation, '图像过多');
    }
    const receipt = { device, devices: this.#options.devices, receivedAtMs: request.receivedAtMs };
    const read = images.map((image) => readImage(image, visit.id, receipt));
    if (visit.id !== null && read[0] !== null && read[0]?.imageId !== readId(visit.id)) {
      return refused(400, statusCode.jsonContent, 'ImageID与地址不符');
    }
    return this.#keep(read, visit);
  }

  async #keep(read: readonly (ReadImage | null)[], visit: ViidVisit): Promise<Answer> {
    const { request, device } = visit;
    const { handOver, records, counters } = this.#options;
    const images = read.filter((image) => image !== null);
    for (const { dropped } of images) counters.dropped(device.deviceId, dropped);
    const handed = await handOver.give(
      images.flatMap(({ objects }) => objects),
      device,
      request,
    );
    if (handed.outcome === 'refused') return handed.answer;
    const fates = handed.fates.values();
    const statuses = [];
    try {
      await records.images.save(device.deviceId, images, request.receivedAtMs);
      for (const image of read) {
        const own = (image?.objects ?? []).map(() => fates.next().value ?? 'not-kept');
        const brought = image === null ? 'unusable' : await this.#bringAlong(image, visit);
        statuses.push(statusOf(worst([brought, ...own]), image?.imageId ?? '', request.method));
      }
    } catch (error) {
      return handOver.notTaken(error, device, request);
    }
    return statusesAnswer(statuses, replyContext(request, device), profileOf(device).captures);
  }

  /** A picture that is none does not spoil what was said of it. */
  async #bringAlong({ imageId, facts, data }: ReadImage, { device }: ViidVisit): Promise<Fate> {
    if (data === null || data === '') return 'kept';
    const read = pictureOf(typeof data === 'string' ? decodeBase64(data) : null);
    if ('fault' in read) {
      this.#options.counters.pictureFault(device.deviceId, read.fault);
      return 'kept';
    }
    const { deviceId } = device;
    const picture = { deviceId, name: imageId, role: facts.role, bytes: read.bytes };
    return (await this.#options.attach(picture)).outcome === 'known' ? 'known' : 'kept';
  }

  /** The picture alone: Base64 text, as the standard has it; JSON around it, or the bytes themselves, are taken too. */
  async #bring(visit: ViidVisit): Promise<Answer> {
    const { request, device, body } = visit;
    const name = readId(visit.id);
    if (name === null) return notFound(visit);
    if (body?.state === 'too-large' || body?.state === 'no-room') {
      const json = readJson(request, device, body);
      if (json.outcome === 'refused') return json.answer;
    }
    // Its text, and the picture out of it.
    if (!visit.hold(body?.state === 'whole' ? body.bytes.length * 2 : 0)) return noRoom(visit);
    const read = pictureOf(bytesIn(body));
    if ('fault' in read) {
      this.#options.counters.pictureFault(device.deviceId, read.fault);
      const text = read.fault === 'bad-base64' ? 'Base64内容错误' : '不是图像';
      return refuse(request, device, { httpStatus: 400, code: statusCode.jsonContent, text });
    }
    try {
      const { deviceId } = device;
      const role = (await this.#options.records.images.find(deviceId, name))?.role ?? null;
      const { outcome } = await this.#options.attach({ deviceId, name, role, bytes: read.bytes });
      const fate = outcome === 'no-picture' ? 'unusable' : outcome === 'known' ? 'known' : 'kept';
      const status = statusOf(fate, name, request.method);
      return statusAnswer(fate === 'unusable' ? 400 : 200, status, replyContext(request, device));
    } catch (error) {
      return this.#options.handOver.notTaken(error, device, request);
    }
  }

  async #give(what: 'all' | 'info' | 'data', visit: ViidVisit): Promise<Answer> {
    const { deviceId } = visit.device;
    const { records, handOver } = this.#options;
    const imageId = readId(visit.id);
    if (imageId === null) return notFound(visit);
    try {
      const facts = await records.images.find(deviceId, imageId);
      const picture = await records.findNamedPicture(deviceId, imageId);
      if (facts === null && picture === null) return notFound(visit);
      const role = facts?.role ?? picture?.role ?? 'other';
      const info = {
        ...{ ImageID: imageId, DeviceID: deviceId, Type: writeRole(role) },
        ...(facts?.shotAtMs != null && { ShotTime: writeWireTime(facts.shotAtMs) }),
        ...(facts?.width != null && { Width: facts.width }),
        ...(facts?.height != null && { Height: facts.height }),
        ...(picture !== null && { FileFormat: fileFormat(picture.contentType), FileSize: picture.bytes }),
      };
      if (what === 'info') return { httpStatus: 200, headers: {}, body: { ImageInfo: info } };
      if (picture !== null && !visit.hold(heldBytes(picture.bytes))) return noRoom(visit);
      const found = picture === null ? null : await records.readPicture(picture.digest);
      if (picture !== null && found !== null) records.recordLook(deviceId, picture.digest);
      const base64 = found?.bytes.toString('base64') ?? null;
      if (what === 'data') return base64 === null ? notFound(visit) : { httpStatus: 200, headers: {}, body: base64 };
      const image = { ImageInfo: info, ...(base64 !== null && { Data: base64 }) };
      return { httpStatus: 200, headers: {}, body: { Image: image } };
    } catch (error) {
      return handOver.notTaken(error, visit.device, visit.request);
    }
  }
}

/** Of the fates of one image and of what was in it, the one the device must hear of. */
function worst(fates: readonly Fate[]): Fate {
  for (const fate of ['unusable', 'not-kept', 'kept', 'nothing-kept', 'known'] as const) {
    if (fates.includes(fate)) return fate;
  }
  return 'kept';
}

function bytesIn(body: ReceivedBody | undefined): Uint8Array | null {
  if (body === undefined) return null;
  switch (body.state) {
    case 'too-large':
    case 'no-room':
      return null;
    case 'whole': {
      if (isPicture(body.bytes)) return body.bytes;
      const first = body.bytes.subarray(0, 64).toString('latin1').trimStart().slice(0, 1);
      if (first !== '{' && first !== '"') return decodeBase64(body.bytes.toString('latin1'));
      const parsed = parseViidBody(body.bytes);
      const value = parsed.outcome === 'parsed' ? parsed.value : null;
      const text = isJsonObject(value) ? new FieldReader(value).value('Data') : value;
      return typeof text === 'string' ? decodeBase64(text) : null;
    }
    default:
      return assertNever(body);
  }
}

function pictureOf(bytes: Uint8Array | null): { bytes: Uint8Array } | { fault: PictureFault } {
  if (bytes === null) return { fault: 'bad-base64' };
  return isPicture(bytes) ? { bytes } : { fault: 'not-a-picture' };
}
