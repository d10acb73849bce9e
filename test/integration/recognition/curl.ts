/** curl, as a client that shares no code with us. */
import { spawn } from 'node:child_process';

export interface CurlReply {
  httpStatus: number;
  contentType: string;
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>;
  body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever the server said
}

/** Runs curl; `body` goes in by standard input. Rejects when curl gets no answer. */
export async function curl(args: readonly string[], body?: string | Buffer): Promise<CurlReply> {
  const sending = body === undefined ? [] : ['--data-binary', '@-'];
  const child = spawn('curl', ['--silent', '--show-error', '--include', '--max-time', '30', ...sending, ...args]);
  child.stdin.on('error', () => undefined); // curl may stop reading when it has its answer
  child.stdin.end(body);
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  if (exitCode !== 0) throw new Error(`curl ended with ${String(exitCode)}: ${Buffer.concat(complaints).toString()}`);
  return lastReply(Buffer.concat(output).toString());
}

/** With Digest, curl prints the challenge as well; the last answer counts. */
function lastReply(text: string): CurlReply {
  const last = text.slice(Math.max(0, text.lastIndexOf('HTTP/1.1 ')));
  const split = last.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = last.slice(0, split).split('\r\n');
  const body = last.slice(split + 4);
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return {
    httpStatus: Number(statusLine.split(' ')[1]),
    contentType: headers.get('content-type') ?? '',
    headers,
    body: body === '' ? null : parsed(body),
  };
}

/** A picture's Base64 is no JSON: then the text itself. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
