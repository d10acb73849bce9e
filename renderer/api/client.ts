import {
  createTRPCClientProxy,
  createTRPCUntypedClient,
  createWSClient,
  httpBatchLink,
  splitLink,
  wsLink,
} from '@trpc/client';
import type { HTTPBatchLinkOptions, TRPCClient, TRPCLink, TRPCUntypedClient } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { ApiRouter } from './router-type.ts';

type FetchEsque = NonNullable<
  HTTPBatchLinkOptions<{ ctx: object; meta: object; errorShape: never; transformer: false }>['fetch']
>;

/** The console's line to its station. */
export interface StationClient {
  /** `client.api.alarms.list.query()`, typed from the contract. */
  api: TRPCClient<ApiRouter>;
  /** The same, called by path; what the hooks use. */
  byPath: TRPCUntypedClient<ApiRouter>;
  /** Closes the socket; the next call or feed opens it again, with the cookie of the moment. */
  reopen(): Promise<void>;
}

export interface StationAddress {
  /** `http://127.0.0.1:1880` */
  origin: string;
  fetch?: typeof globalThis.fetch;
  WebSocket?: typeof globalThis.WebSocket;
}

/** A sheet is larger than what the socket takes. */
const sheetCall = 'watchlist.previewImport';

/** Longest wait between two tries to reach the station. It is on this PC or this LAN: a guard should not wait longer. */
const longestRetryMs = 5_000;

/** Signing in sets a cookie, which only HTTP can do, and sheets are long; everything else goes over one socket, opened when first used. */
export function connectToStation({ origin, fetch, WebSocket }: StationAddress): StationClient {
  const socket = createWSClient({
    url: `${origin.replace(/^http/, 'ws')}/api`,
    lazy: { enabled: true, closeMs: 60_000 },
    // A station that vanished without closing (cable pulled) is noticed within 8 s.
    keepAlive: { enabled: true, intervalMs: 5_000, pongTimeoutMs: 3_000 },
    retryDelayMs: (attempt) => Math.min(250 * 2 ** attempt, longestRetryMs) * (0.5 + Math.random() / 2),
    ...(WebSocket === undefined ? {} : { WebSocket }),
  });
  const byPath = createTRPCUntypedClient<ApiRouter>({
    links: [
      splitLink({
        condition: ({ path }) => path.startsWith('session.') || path.startsWith('setup.') || path === sheetCall,
        true: [
          reopenAfterChangeOfSession(() => socket.close()),
          httpBatchLink({ url: `${origin}/api`, ...(fetch === undefined ? {} : { fetch: adapted(fetch) }) }),
        ],
        false: wsLink<ApiRouter>({ client: socket }),
      }),
    ],
  });
  return { api: createTRPCClientProxy(byPath), byPath, reopen: () => socket.close() };
}

/** tRPC's idea of fetch has `undefined` where the DOM's has none. */
const adapted =
  (fetch: typeof globalThis.fetch): FetchEsque =>
  (url, init) =>
    fetch(url, init as RequestInit);

const changesSession: ReadonlySet<string> = new Set(['session.signIn', 'session.signOut', 'setup.begin']);

/** The socket carries the cookie it was opened with. The caller hears of success only once the old one is gone. */
function reopenAfterChangeOfSession(reopen: () => Promise<void>): TRPCLink<ApiRouter> {
  return () =>
    ({ op, next }) =>
      observable((observer) =>
        next(op).subscribe({
          next(result) {
            if (!changesSession.has(op.path)) {
              observer.next(result);
              return;
            }
            const deliver = (): void => {
              observer.next(result);
              observer.complete();
            };
            reopen().then(deliver, deliver);
          },
          error: (error) => observer.error(error),
          complete() {
            if (!changesSession.has(op.path)) observer.complete();
          },
        }),
      );
}
