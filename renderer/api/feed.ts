import { appErrorOf } from './app-error-of.ts';
import type { StationClient } from './client.ts';
import type { FeedInput, FeedPath, Output } from './paths.ts';

/** `lost`: there was a connection, or a try to get one failed; it is being sought again. */
export type FeedConnection = 'connecting' | 'open' | 'lost';

export interface FeedListener<Item> {
  item(item: Item): void;
  /**
   * Each time the feed starts, also after a reconnect. Between the last item and this moment something may have been
   * missed: refresh what the feed keeps up to date.
   */
  start?(): void;
  connection?(state: FeedConnection): void;
  /** The session has ended: the feed stays closed. */
  signedOut?(): void;
}

const retryMs = 2_000;

/** Follows a feed until the returned function is called; resumes by itself after whatever interrupts it. */
export function followFeed<P extends FeedPath>(
  client: StationClient,
  path: P,
  input: FeedInput<P>,
  listener: FeedListener<Output<P>>,
): () => void {
  let stopped = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let subscription: { unsubscribe(): void } | undefined;
  // Kept over a subscription of our own making; within one, the socket client resumes by itself.
  let lastCursor: string | undefined;
  let told: FeedConnection | null = null;

  const tell = (state: FeedConnection): void => {
    if (stopped || told === state) return;
    told = state;
    listener.connection?.(state);
  };
  const again = (): void => {
    if (stopped) return;
    tell('lost');
    clearTimeout(retry);
    retry = setTimeout(subscribe, retryMs);
  };
  function subscribe(): void {
    subscription?.unsubscribe();
    subscription = client.byPath.subscription(path, resumed(input, lastCursor), {
      onStarted() {
        tell('open');
        if (!stopped) listener.start?.();
      },
      onData(data) {
        if (stopped) return;
        // The gateway sends every item with its cursor, and the contract's schema has vouched for it there.
        const { id, data: item } = data as { id: string; data: Output<P> };
        lastCursor = id;
        listener.item(item);
      },
      onConnectionStateChange({ state, error }) {
        if (state === 'connecting') tell(error === null ? 'connecting' : 'lost');
      },
      onError(error) {
        if (appErrorOf(error)?.code === 'not-signed-in') {
          tell('lost');
          if (!stopped) listener.signedOut?.();
        } else again();
      },
      // The station ends a feed whose reader was too slow.
      onComplete: again,
    });
  }

  tell('connecting');
  subscribe();
  return () => {
    stopped = true;
    clearTimeout(retry);
    subscription?.unsubscribe();
  };
}

function resumed(input: unknown, lastEventId: string | undefined): unknown {
  if (lastEventId === undefined) return input;
  return typeof input === 'object' && input !== null ? { ...input, lastEventId } : { lastEventId };
}
