import { useEffect, useEffectEvent, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { followFeed } from './feed.ts';
import type { FeedConnection, FeedListener } from './feed.ts';
import type { FeedInput, FeedPath, Output } from './paths.ts';
import { queryKey } from './query-client.ts';
import { useStation } from './station-provider.tsx';

/**
 * Follows a feed while the component is shown, and says how the connection is.
 * `useFeed('alarms.changes', undefined, { item: (alarm) => …, start: () => … })`; the listener may change at will.
 */
export function useFeed<P extends FeedPath>(
  path: P,
  input: FeedInput<P>,
  listener: Pick<FeedListener<Output<P>>, 'item' | 'start'>,
): FeedConnection {
  const client = useStation();
  const queries = useQueryClient();
  const [connection, setConnection] = useState<FeedConnection>('connecting');
  const onItem = useEffectEvent((item: Output<P>): void => listener.item(item));
  const onStart = useEffectEvent((): void => listener.start?.());
  const currentInput = useEffectEvent(() => input);
  // Inputs are JSON: the same text is the same feed, whatever object carries it.
  const inputText = JSON.stringify(input);
  useEffect(() => {
    const stop = followFeed(client, path, currentInput(), {
      item(item) {
        onItem(item);
      },
      start() {
        onStart();
      },
      connection: setConnection,
      signedOut: () => void queries.invalidateQueries({ queryKey: queryKey('session.current') }),
    });
    return stop;
  }, [client, path, inputText, queries]);
  return connection;
}
