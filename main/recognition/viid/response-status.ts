/** ResponseStatus of GA/T 1400.4: what every reply carries. */
import type { ViidProfile } from './profile.ts';
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
  /** Written as JSON; a text goes as it is (the Base64 of a picture). */
  body: unknown;
}

export interface ReplyContext {
  /** Path as the device asked for it. */
  requestUrl: string;
  nowMs: number;
  profile: ViidProfile;
}

export function statusAnswer(
  httpStatus: number,
  status: Status,
  context: ReplyContext,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { httpStatus, headers, body: { ResponseStatusObject: dress(status, context) } };
}

/** One line for each, or one for all, as the device's profile has it; then the first that is not well stands for all. */
export function statusesAnswer(
  statuses: readonly Status[],
  context: ReplyContext,
  form: 'list' | 'single',
  httpStatus = 200,
): Answer {
  if (form === 'list') {
    const list = statuses.map((status) => dress(status, context));
    return { httpStatus, headers: {}, body: { ResponseStatusListObject: { ResponseStatusObject: list } } };
  }
  const said = statuses.find(({ code }) => code !== statusCode.ok) ?? statuses[0];
  return statusAnswer(httpStatus, said ?? { code: statusCode.ok, text: '正常', id: '' }, context);
}

function dress(status: Status, context: ReplyContext): Record<string, string | number> {
  return {
    RequestURL: context.requestUrl.slice(0, 256),
    StatusCode: context.profile.statusCode === 'string' ? String(status.code) : status.code,
    StatusString: status.text,
    Id: status.id,
    LocalTime: writeWireTime(context.nowMs),
  };
}
