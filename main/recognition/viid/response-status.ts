/** ResponseStatus of GA/T 1400.4: what every reply carries. */
import type { ViidDevice } from './viid-devices.ts';
import { writeWireTime } from './wire-time.ts';

/** Of every reply. */
export const contentType = 'application/VIID+JSON;charset=UTF-8';

/** ConfirmStatusType of GA/T 1400.3. */
export const statusCode = {
  ok: 0,
  otherError: 1,
  busy: 2,
  deviceError: 3,
  invalidOperation: 4,
  jsonFormat: 7,
  jsonContent: 8,
} as const;
export type StatusCode = (typeof statusCode)[keyof typeof statusCode];

/** One line of a reply, before it is dressed for the wire. */
export interface Status {
  code: StatusCode;
  /** For the engineer who reads the device's log, in Chinese as everywhere in this protocol. */
  text: string;
  /** The device or object spoken of. */
  id: string;
}

/** An answer to one request. */
export interface Answer {
  httpStatus: number;
  headers: Readonly<Record<string, string>>;
  body: unknown;
}

export interface ReplyContext {
  /** Path as the device asked for it. */
  requestUrl: string;
  nowMs: number;
  statusCodes: ViidDevice['statusCodes'];
}

export function statusAnswer(
  httpStatus: number,
  status: Status,
  context: ReplyContext,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { httpStatus, headers, body: { ResponseStatusObject: dress(status, context) } };
}

export function statusListAnswer(statuses: readonly Status[], context: ReplyContext): Answer {
  const list = statuses.map((status) => dress(status, context));
  return { httpStatus: 200, headers: {}, body: { ResponseStatusListObject: { ResponseStatusObject: list } } };
}

function dress(status: Status, context: ReplyContext): Record<string, string | number> {
  return {
    RequestURL: context.requestUrl.slice(0, 256),
    StatusCode: context.statusCodes === 'string' ? String(status.code) : status.code,
    StatusString: status.text,
    Id: status.id,
    LocalTime: writeWireTime(context.nowMs),
  };
}
