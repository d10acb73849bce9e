import type { WebSocket } from 'ws';
import type { Clock } from '../system/clock.ts';
import { seconds } from '../system/clock.ts';

/** The close code that tells a console to sign in rather than to connect again. */
export const sessionEnded = 4401;
/** RFC 6455 section 7.4.1. */
const goingAway = 1001;
const tryAgainLater = 1013;
const recheckMs = seconds(15);
/** Two a window; a unit has a few dozen windows at most. */
const maxSockets = 256;

/** Open WebSockets, each closed soon after the session it was opened with has ended. */
export class SignedInSockets {
  readonly #isSignedIn: (token: string) => boolean;
  readonly #clock: Clock;
  readonly #sockets = new Map<WebSocket, string | null>();

  constructor({ isSignedIn, clock }: { isSignedIn: (token: string) => boolean; clock: Clock }) {
    this.#isSignedIn = isSignedIn;
    this.#clock = clock;
  }

  /** Checks all sockets from time to time, which also keeps the sessions of open consoles alive. */
  start(): () => void {
    return this.#clock.every(recheckMs, () => this.recheck());
  }

  /** False, and the socket closed, when there are too many. */
  add(socket: WebSocket, token: string | null): boolean {
    if (this.#sockets.size >= maxSockets) {
      socket.close(tryAgainLater, 'too many connections');
      return false;
    }
    this.#sockets.set(socket, token);
    socket.once('close', () => this.#sockets.delete(socket));
    return true;
  }

  recheck(): void {
    for (const [socket, token] of this.#sockets) {
      if (token === null || !this.#isSignedIn(token)) socket.close(sessionEnded, 'the session has ended');
    }
  }

  closeAll(): void {
    for (const socket of this.#sockets.keys()) socket.close(goingAway, 'the station stops');
  }
}
