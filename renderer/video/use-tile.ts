import { useCallback, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { RefCallback } from 'react';
import type { StreamName } from '#contract/camera.ts';
import type { MediaClient } from './media-client.ts';
import { SeenContext } from './seen.ts';
import type { TileView } from './tile-view.ts';

/**
 * Live video of a camera in one tile: put `videoRef` on a <video>. A tile that cannot be seen (scrolled away, in a
 * hidden page or a minimised window) is not watched, so nothing is sent or decoded for it; its last picture stays. `cameraId` null: nothing.
 * The view changes when it says something else; what is counted is read from the client when it is wanted.
 */
export function useTile(
  client: MediaClient,
  tile: number,
  cameraId: string | null,
  stream: StreamName,
): { videoRef: RefCallback<HTMLVideoElement>; view: TileView } {
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const isOnScreen = useOnScreen(video);
  const seen = useContext(SeenContext);
  const isPageVisible = useSyncExternalStore(seen.subscribe, seen.current);

  useEffect(() => (video === null ? undefined : client.attach(tile, video)), [client, tile, video]);

  const isSeen = isOnScreen && isPageVisible;
  useEffect(() => {
    if (cameraId === null || !isSeen) client.unwatch(tile);
    else client.watch(tile, cameraId, stream);
  }, [client, tile, cameraId, stream, isSeen]);
  useEffect(() => () => client.unwatch(tile), [client, tile]);

  const subscribe = useCallback((listener: () => void) => client.onTile(tile, listener), [client, tile]);
  const view = useSyncExternalStore(subscribe, () => client.steadyView(tile));
  return { videoRef: setVideo, view };
}

function useOnScreen(element: Element | null): boolean {
  const [isOnScreen, setOnScreen] = useState(false);
  useEffect(() => {
    if (element === null) return undefined;
    const observer = new IntersectionObserver((entries) => {
      const last = entries.at(-1);
      if (last !== undefined) setOnScreen(last.isIntersecting);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return isOnScreen;
}
