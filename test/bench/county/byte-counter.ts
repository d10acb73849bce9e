/** A TCP way that counts what goes through it, in both directions: headers, handshakes of HTTP, everything but TCP/IP's own. */
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface ByteCounter {
  url: string;
  /** Bytes so far, both directions together. */
  total(): number;
  close(): Promise<void>;
}

export async function countBytesTo(port: number): Promise<ByteCounter> {
  let bytes = 0;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => (bytes += chunk.length));
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    total: () => bytes,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
