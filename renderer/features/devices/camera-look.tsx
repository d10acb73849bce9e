import { useMedia } from '../console/media-provider.tsx';
import type { StreamName } from '#contract/camera.ts';
import { useTile } from '../../video/use-tile.ts';
import { TileTrouble } from '../wall/tile-trouble.tsx';
import styles from './camera-preview.module.css';

/** Clear of the wall's tiles and of the preview. */
const lookTile = 60_001;

/** What a camera shows now, beside what is known of it. */
export function CameraLook({ cameraId, stream }: { cameraId: string; stream: StreamName }) {
  const { videoRef, view } = useTile(useMedia(), lookTile, cameraId, stream);
  return (
    <div className={styles.preview} data-preview={view.state} data-state={view.state}>
      <video ref={videoRef} muted autoPlay playsInline disablePictureInPicture />
      {view.state === 'live' ? null : <TileTrouble view={view} />}
    </div>
  );
}
