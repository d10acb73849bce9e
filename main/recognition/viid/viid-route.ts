import type { ReceivedBody } from './request-body.ts';
import type { Answer } from './response-status.ts';
import type { ViidDevice } from './viid-devices.ts';
import type { ViidRequest } from './viid-request.ts';

/** A request of a device that has shown that it may make it. */
export interface ViidVisit {
  request: ViidRequest;
  device: ViidDevice;
  /** `:id` of the path, as sent; null when the path has none. */
  id: string | null;
  query: URLSearchParams;
  body: ReceivedBody | undefined;
  /** Counts bytes that the answer will hold in memory; false when there is no room for them now. */
  hold(bytes: number): boolean;
}

export interface ViidRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/VIID/Faces/:id` */
  path: string;
  /** `proven`: the device must answer a Digest challenge for this request, for it is given something that was stored. */
  admits: 'registered' | 'proven';
  /** Who may come this way; `platform`: only upper platforms, registered or proving themselves with this very request. */
  from?: 'device' | 'platform' | 'either';
  answer(visit: ViidVisit): Promise<Answer>;
}
