import { STATUS_CODES } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { usualProfile } from './profile.ts';
import { contentType, statusAnswer, statusCode } from './response-status.ts';

/**
 * What is not HTTP, or never gets finished, is answered in the protocol's form all the same, and the connection is
 * closed. Returns the HTTP status said, null when nothing could be said.
 */
export function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket, nowMs: number): number | null {
  // An answer of ours may be half written on this connection; another in its middle would only confuse.
  const current = (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage;
  if (error.code === 'ECONNRESET' || !socket.writable || current?.headersSent === true) {
    socket.destroy();
    return null;
  }
  const httpStatus = statusOf(error.code);
  const { body } = statusAnswer(
    httpStatus,
    { code: statusCode.invalidOperation, text: 'HTTP请求错误', id: '' },
    { requestUrl: '', nowMs, profile: usualProfile },
  );
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus] ?? ''}\r\nContent-Type: ${contentType}\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
  return httpStatus;
}

function statusOf(code: string | undefined): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
}
