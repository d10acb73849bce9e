/** Tiles as the console has them, one per `?cameras=a,b`, each a screen below the one before. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createMediaWorker, mediaSocketUrl } from '../../../../renderer/video/create-media-worker.ts';
import { LiveVideo } from '../../../../renderer/video/live-video.tsx';
import { MediaClient } from '../../../../renderer/video/media-client.ts';

const cameras = (new URLSearchParams(location.search).get('cameras') ?? '').split(',');
const client = new MediaClient({ url: mediaSocketUrl(), createWorker: createMediaWorker });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    {cameras.map((cameraId, tile) => (
      <LiveVideo key={cameraId} client={client} tile={tile} cameraId={cameraId} stream="sub">
        {(view) => <output data-camera={cameraId} data-state={view.state} data-frames={view.framesShown} />}
      </LiveVideo>
    ))}
  </StrictMode>,
);
