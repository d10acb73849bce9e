/** curl as a GA/T 1400 device: a client that shares no line with our server. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CurlReply {
  status: number;
  body: string;
}

/** POSTs JSON with curl; with `digest`, answers the server's challenge as curl does. The password goes by stdin, not argv. */
export async function curlPost(
  url: string,
  body: unknown,
  options: { deviceId?: string; digest?: { user: string; password: string }; contentType?: string } = {},
): Promise<CurlReply> {
  const folder = await mkdtemp(join(tmpdir(), 'guardroom-curl-'));
  const bodyFile = join(folder, 'body.json');
  await writeFile(bodyFile, typeof body === 'string' ? body : JSON.stringify(body));
  const config = [
    `url = "${url}"`,
    'request = "POST"',
    'silent',
    'show-error',
    'max-time = 20',
    'write-out = "\\n%{http_code}"',
    `data-binary = "@${bodyFile}"`,
    `header = "Content-Type: ${options.contentType ?? 'application/VIID+JSON;charset=UTF-8'}"`,
    'header = "Expect:"',
  ];
  if (options.deviceId !== undefined) config.push(`header = "User-Identify: ${options.deviceId}"`);
  if (options.digest !== undefined) config.push('digest', `user = "${options.digest.user}:${options.digest.password}"`);
  const child = spawn('curl', ['--config', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const { stdin, stdout, stderr } = child;
  stdin.end(config.join('\n'));
  let said = '';
  let complained = '';
  stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  stderr.on('data', (chunk: Buffer) => (complained += chunk.toString('utf8')));
  const replied = new Promise<CurlReply>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      const cut = said.lastIndexOf('\n');
      const status = Number(said.slice(cut + 1));
      if (status === 0) reject(new Error(`curl: ${complained}`));
      else resolve({ status, body: said.slice(0, cut) });
    });
  });
  try {
    return await replied;
  } finally {
    await rm(folder, { recursive: true });
  }
}
