/** Gives normalised objects to the station, and says what became of each. */
import type { NewSighting } from '#contract/sighting.ts';
import { AppError, assertNever, reasonOf } from '../../system/app-error.ts';
import type { Log } from '../../system/log.ts';
import type { Take, TakeResult } from '../take.ts';
import type { IntakeCounters } from './intake-counters.ts';
import type { NormalisedObject } from './normalise.ts';
import type { Registrations } from './registrations.ts';
import { statusCode } from './response-status.ts';
import type { Answer, Status } from './response-status.ts';
import type { ViidDevice } from './viid-devices.ts';
import { refuse, retryAfter } from './viid-request.ts';
import type { ViidRequest } from './viid-request.ts';

/** `known`: it was there before and stays as it was. `nothing-kept`: proper, but nothing of it is on the allow-list. */
export type Fate = 'kept' | 'known' | 'not-kept' | 'nothing-kept' | 'unusable';

export type HandedOver = { outcome: 'taken'; fates: Fate[] } | { outcome: 'refused'; answer: Answer };

interface HandOverOptions {
  registrations: Registrations;
  counters: IntakeCounters;
  take: Take;
  log: Log;
}

export class HandOver {
  readonly #options: HandOverOptions;

  constructor(options: HandOverOptions) {
    this.#options = options;
  }

  /** Resolves once everything is durable; one fate for each object, in order. */
  async give(normalised: readonly NormalisedObject[], device: ViidDevice, request: ViidRequest): Promise<HandedOver> {
    this.#count(normalised, device.deviceId);
    const batches = normalised.map(sightingsOf);
    const batch = batches.flat();
    let results: readonly TakeResult[];
    try {
      results = batch.length === 0 ? [] : await this.#options.take(batch);
      if (results.length !== batch.length)
        throw new Error('the station answered for fewer sightings than it was given');
    } catch (error) {
      return { outcome: 'refused', answer: this.notTaken(error, device, request) };
    }
    const driftsMs = normalised.flatMap((object) =>
      object.outcome === 'sighting' && object.clockDriftMs !== null ? [object.clockDriftMs] : [],
    );
    const newOnes = results.filter((result) => result.outcome === 'new').length;
    this.#options.registrations.sighted(device.deviceId, newOnes, driftsMs.at(-1) ?? null);
    let taken = 0;
    const fates = normalised.map((object, n): Fate => {
      const own = results.slice(taken, (taken += batches[n]?.length ?? 0));
      return fateOf(object, own);
    });
    return { outcome: 'taken', fates };
  }

  /** Nothing of it was kept: the device is to send it again. */
  notTaken(error: unknown, device: ViidDevice, request: ViidRequest): Answer {
    const passing = error instanceof AppError && (error.code === 'unavailable' || error.code === 'disk-full');
    this.#options.log.error('a VIID post was not taken', { deviceId: device.deviceId, reason: reasonOf(error) });
    return passing
      ? refuse(request, device, {
          httpStatus: 503,
          code: statusCode.busy,
          text: '设备忙，请稍后重发',
          headers: retryAfter(1000),
        })
      : refuse(request, device, { httpStatus: 500, code: statusCode.otherError, text: '未能保存，请重发' });
  }

  #count(normalised: readonly NormalisedObject[], deviceId: string): void {
    const { counters } = this.#options;
    for (const object of normalised) {
      if (object.outcome !== 'sighting') counters.objectDropped(deviceId);
      if (object.outcome === 'unusable') continue;
      counters.dropped(deviceId, object.dropped);
      for (const fault of object.pictureFaults) counters.pictureFault(deviceId, fault);
    }
  }
}

const sightingsOf = (object: NormalisedObject): NewSighting[] =>
  object.outcome === 'sighting' ? [object.sighting, ...object.behaviours] : [];

function fateOf(object: NormalisedObject, results: readonly TakeResult[]): Fate {
  if (object.outcome !== 'sighting') return object.outcome;
  if (results.some(({ outcome }) => outcome === 'refused')) return 'not-kept';
  return results.every(({ outcome }) => outcome === 'known') ? 'known' : 'kept';
}

/** One line per object in the order sent; one bad object does not spoil the others. */
export function statusOf(fate: Fate, id: string, method: string): Status {
  switch (fate) {
    case 'kept':
    case 'nothing-kept':
      return { code: statusCode.ok, text: '正常', id };
    case 'known':
      // The journal is only added to: whoever means to change a record is told that it stands.
      return { code: statusCode.ok, text: method === 'PUT' ? '已有记录，未作更改' : '正常', id };
    case 'not-kept':
      return { code: statusCode.otherError, text: '未能保存', id };
    case 'unusable':
      return { code: statusCode.jsonContent, text: 'JSON内容错误', id };
    default:
      return assertNever(fate);
  }
}
