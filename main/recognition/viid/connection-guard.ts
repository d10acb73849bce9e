import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Bounds the connections of a server, over all and from one address. `refused` is told of each one closed at once. */
export function guardConnections(
  server: Server,
  limits: { total: number; perAddress: number },
  refused: () => void,
): void {
  server.maxConnections = limits.total;
  server.on('drop', refused);
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = plainAddress(socket);
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
    if (count > limits.perAddress) {
      refused();
      socket.destroy();
    }
  });
}

/** The peer's; `::ffff:127.0.0.1` and `127.0.0.1` are one peer. */
export function plainAddress(socket: Socket): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:/i, '');
}
