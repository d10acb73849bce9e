import type { ReactNode } from 'react';
import type { StreamName } from '#contract/camera.ts';
import type { MediaClient } from './media-client.ts';
import type { TileView } from './tile-view.ts';
import { useTile } from './use-tile.ts';

/** The bare picture of a camera; `children` draws what lies over it. */
export function LiveVideo(props: {
  client: MediaClient;
  tile: number;
  cameraId: string | null;
  stream: StreamName;
  className?: string;
  children?: (view: TileView) => ReactNode;
}): ReactNode {
  const { client, tile, cameraId, stream, className, children } = props;
  const { videoRef, view } = useTile(client, tile, cameraId, stream);
  return (
    <>
      <video ref={videoRef} className={className} autoPlay muted playsInline disablePictureInPicture />
      {children?.(view)}
    </>
  );
}
