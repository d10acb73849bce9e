import { FieldReader, isJsonObject } from './field-reader.ts';
import { profileOf } from './profile.ts';
import type { ReceivedBody } from './request-body.ts';
import { statusAnswer, statusCode } from './response-status.ts';
import type { Answer, ReplyContext, StatusCode } from './response-status.ts';
import { parseViidBody } from './viid-body.ts';
import type { ViidDevice } from './viid-devices.ts';

/** A request as the desks see it: no HTTP library in sight. */
export interface ViidRequest {
  method: string;
  /** Path and query as sent. */
  url: string;
  /** The peer's, IPv4 in its plain form. */
  address: string;
  /** Ours, at which the peer reached us: `127.0.0.1:18400`. */
  reachedAt: string;
  userIdentify: string | null;
  authorization: string | undefined;
  receivedAtMs: number;
}

export function replyContext(request: ViidRequest, device: ViidDevice | null): ReplyContext {
  return {
    requestUrl: request.url.replace(/[?#].*$/s, ''),
    nowMs: request.receivedAtMs,
    profile: profileOf(device),
  };
}

/** A refusal in the words of the protocol. */
export function refuse(
  request: ViidRequest,
  device: ViidDevice | null,
  refusal: { httpStatus: number; code: StatusCode; text: string; headers?: Readonly<Record<string, string>> },
): Answer {
  const id = device?.deviceId ?? request.userIdentify ?? '';
  return statusAnswer(
    refusal.httpStatus,
    { code: refusal.code, text: refusal.text, id },
    replyContext(request, device),
    refusal.headers,
  );
}

/** `Retry-After` in whole seconds, at least one (RFC 9110 section 10.2.3). */
export function retryAfter(waitMs: number): Record<string, string> {
  return { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) };
}

export type ReadJson =
  { outcome: 'json'; value: unknown } | { outcome: 'empty' } | { outcome: 'refused'; answer: Answer };

/** The body's JSON, or why there is none. */
export function readJson(request: ViidRequest, device: ViidDevice | null, body: ReceivedBody | undefined): ReadJson {
  const refused = (httpStatus: number, code: StatusCode, text: string): ReadJson => ({
    outcome: 'refused',
    answer: refuse(request, device, {
      httpStatus,
      code,
      text,
      ...(httpStatus === 503 && { headers: retryAfter(1000) }),
    }),
  });
  if (body === undefined) return { outcome: 'empty' };
  switch (body.state) {
    case 'too-large':
      return refused(413, statusCode.invalidOperation, '消息体过大');
    case 'no-room':
      return refused(503, statusCode.busy, '设备忙');
    case 'whole': {
      if (body.bytes.length === 0) return { outcome: 'empty' };
      const parsed = parseViidBody(body.bytes);
      switch (parsed.outcome) {
        case 'malformed':
          return refused(400, statusCode.jsonFormat, 'JSON格式错误');
        case 'too-complex':
          return refused(400, statusCode.jsonContent, 'JSON内容过于复杂');
        case 'parsed':
          return { outcome: 'json', value: parsed.value };
      }
    }
  }
}

/** DeviceID of `{"RegisterObject":{"DeviceID"}}`, or of the inner object sent bare. */
export function deviceIdIn(value: unknown, wrapper: string): string | null {
  if (!isJsonObject(value)) return null;
  const fields = new FieldReader(value);
  const inner = fields.value(wrapper);
  return isJsonObject(inner) ? new FieldReader(inner).text('DeviceID', 128) : fields.text('DeviceID', 128);
}
