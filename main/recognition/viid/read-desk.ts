/** GET of what a device posted, as far as it was let in; and the polite no to its DELETE. */
import type { Sighting } from '#contract/sighting.ts';
import { boundedId, readId } from './bounded-id.ts';
import type { HandOver } from './hand-over.ts';
import type { ObjectKind } from './object-kind.ts';
import { objectKinds } from './object-kinds.ts';
import { profileOf } from './profile.ts';
import { statusCode, statusesAnswer } from './response-status.ts';
import type { Answer } from './response-status.ts';
import type { ViidRecords } from './viid-records.ts';
import { refuse, replyContext, retryAfter } from './viid-request.ts';
import type { ViidRoute, ViidVisit } from './viid-route.ts';
import { isOfKind, writeObject } from './write-object.ts';
import type { WrittenPicture } from './write-object.ts';

const mostIds = 100;

export class ReadDesk {
  readonly #records: ViidRecords;
  readonly #handOver: HandOver;

  constructor(options: { records: ViidRecords; handOver: HandOver }) {
    this.#records = options.records;
    this.#handOver = options.handOver;
  }

  routes(): ViidRoute[] {
    return objectKinds.flatMap((kind): ViidRoute[] => {
      const path = `/VIID/${kind.path}`;
      return [
        { method: 'GET', path, admits: 'proven', answer: (visit) => this.#list(kind, visit) },
        { method: 'GET', path: `${path}/:id`, admits: 'proven', answer: (visit) => this.#one(kind, visit) },
        ...refusesDeletion(path),
      ];
    });
  }

  /** Those named, without their pictures. */
  async #list(kind: ObjectKind, visit: ViidVisit): Promise<Answer> {
    const ids = idsIn(visit.query, kind.idName);
    if (ids.length === 0 || ids.length > mostIds) {
      const text = `请用IDList指明对象，至多${mostIds}个`;
      return refuse(visit.request, visit.device, { httpStatus: 400, code: statusCode.invalidOperation, text });
    }
    const found = await this.#find(kind, visit, ids);
    const objects = found.map((sighting) =>
      writeObject(
        kind,
        sighting,
        sighting.pictures.map((picture) => ({ ...picture, base64: null })),
      ),
    );
    return { httpStatus: 200, headers: {}, body: { [kind.listName]: { [kind.objectName]: objects } } };
  }

  async #one(kind: ObjectKind, visit: ViidVisit): Promise<Answer> {
    const id = readId(visit.id);
    const [sighting] = id === null ? [] : await this.#find(kind, visit, [id]);
    if (sighting === undefined) return notFound(visit);
    try {
      const pictures = await this.#pictures(sighting, visit);
      if (pictures === null) return noRoom(visit);
      const object = writeObject(kind, sighting, pictures);
      return { httpStatus: 200, headers: {}, body: { [kind.objectName]: object } };
    } catch (error) {
      return this.#handOver.notTaken(error, visit.device, visit.request);
    }
  }

  async #find(kind: ObjectKind, { device }: ViidVisit, ids: readonly string[]): Promise<Sighting[]> {
    const keys = ids.map((objectId) => ({ deviceId: device.deviceId, objectId }));
    const found = await this.#records.findSightings(keys);
    return found.filter((sighting) => sighting.source === 'viid' && isOfKind(kind, sighting));
  }

  /** Null: no room in memory for them now. */
  async #pictures(sighting: Sighting, visit: ViidVisit): Promise<WrittenPicture[] | null> {
    const written: WrittenPicture[] = [];
    for (const { digest, role, contentType, bytes } of sighting.pictures) {
      if (!visit.hold(heldBytes(bytes))) return null;
      const found = await this.#records.readPicture(digest);
      if (found !== null) this.#records.recordLook(visit.device.deviceId, digest);
      written.push({ role, contentType, base64: found?.bytes.toString('base64') ?? null });
    }
    return written;
  }
}

/** A picture in clear, its Base64, and the text of the answer. */
export const heldBytes = (pictureBytes: number): number => Math.ceil(pictureBytes * 4);

/** `?IDList=a,b`, or the ID by its own name: `?FaceID=a`. */
function idsIn(query: URLSearchParams, idName: string): string[] {
  const ids: string[] = [];
  for (const [name, value] of query) {
    if (![idName.toLowerCase(), 'idlist'].includes(name.toLowerCase())) continue;
    ids.push(...value.split(/[,，;]/).map((id) => id.trim()));
  }
  return [...new Set(ids.filter((id) => id !== '').map(boundedId))];
}

export function notFound({ request, device }: ViidVisit): Answer {
  return refuse(request, device, { httpStatus: 404, code: statusCode.invalidOperation, text: '资源不存在' });
}

export function noRoom({ request, device }: ViidVisit): Answer {
  const busy = { httpStatus: 503, code: statusCode.busy, text: '设备忙', headers: retryAfter(1000) };
  return refuse(request, device, busy);
}

/** A record of what was seen is not the device's to delete: one line for each object asked for, none of them done. */
export function refusesDeletion(path: string): ViidRoute[] {
  const answer = async ({ request, device, id, query }: ViidVisit): Promise<Answer> => {
    const named = id === null ? [...query].filter(([name]) => /^idlist$/i.test(name)).map(([, value]) => value) : [id];
    const ids = named.flatMap((list) => list.split(',')).slice(0, mostIds);
    const statuses = (ids.length === 0 ? [''] : ids).map((each) => ({
      code: statusCode.invalidOperation,
      text: '安防记录不允许由设备删除',
      id: each.trim().slice(0, 256),
    }));
    return statusesAnswer(statuses, replyContext(request, device), profileOf(device).captures, 403);
  };
  return [
    { method: 'DELETE', path, admits: 'registered', answer },
    { method: 'DELETE', path: `${path}/:id`, admits: 'registered', answer },
  ];
}
