import type { OfflineReason } from '#contract/camera.ts';
import type { WireFault } from './wire-parser.ts';

/** Why a conversation with a camera ended. Used inside `rtsp/` only; outside it is a value. */
export class RtspFailure extends Error {
  readonly reason: OfflineReason;

  constructor(reason: OfflineReason, detail: string) {
    super(detail);
    this.name = 'RtspFailure';
    this.reason = reason;
  }
}

/** A socket's error, before or after the connection stood. */
export function failureOfSocket(error: NodeJS.ErrnoException, connected: boolean): RtspFailure {
  const code = error.code ?? error.message;
  return new RtspFailure(reasonOfSocket(code, connected), code);
}

function reasonOfSocket(code: string, connected: boolean): OfflineReason {
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'name-unknown';
  return connected || code === 'ECONNRESET' ? 'closed' : 'unreachable';
}

export function failureOfWire(fault: WireFault): RtspFailure {
  return new RtspFailure(fault.fault === 'not-rtsp' ? 'not-rtsp' : 'protocol', fault.detail);
}

/** A final answer that is no success (RFC 2326 section 11). */
export function failureOfStatus(method: string, status: number, phrase: string): RtspFailure {
  return new RtspFailure(reasonOfStatus(method, status), `${method}: ${status} ${phrase}`.slice(0, 200));
}

function reasonOfStatus(method: string, status: number): OfflineReason {
  if (status === 401 || status === 403) return 'wrong-password';
  if (status === 404 || status === 410) return 'no-such-stream';
  if (status === 453 || status === 503) return 'too-many-viewers';
  if (method === 'DESCRIBE' && (status === 406 || status === 415)) return 'no-video';
  return 'protocol';
}
