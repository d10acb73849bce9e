/** One request of bytes as they are, without a client that would mend them. */
import { request } from 'node:http';

export function sendBytes(
  url: string,
  { method, deviceId, bytes }: { method: string; deviceId: string; bytes: Buffer },
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: { 'User-Identify': deviceId } });
    asked.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    asked.on('error', reject);
    asked.end(bytes);
  });
}
