import { Button } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { StreamName } from '#contract/camera.ts';
import { useTile } from '../../video/use-tile.ts';
import { useClipActions } from '../clips/use-clip-actions.ts';
import { useMedia } from '../console/media-provider.tsx';
import { TileTrouble } from '../wall/tile-trouble.tsx';
import details from './camera-details.module.css';
import styles from './camera-preview.module.css';

/** Clear of the wall's tiles and of the preview. */
const lookTile = 60_001;

/** What a camera shows now, beside what is known of it; it can be kept. */
export function CameraLook({ cameraId, stream }: { cameraId: string; stream: StreamName }) {
  const { t } = useTranslation();
  const media = useMedia();
  const { videoRef, view } = useTile(media, lookTile, cameraId, stream);
  const { cutClip, takeSnapshot } = useClipActions();
  const frame = useRef<HTMLDivElement>(null);
  const shoot = (): void => {
    const video = frame.current?.querySelector('video');
    if (video !== null && video !== undefined) takeSnapshot(video, cameraId, media.view(lookTile).latencyMs);
  };
  return (
    <>
      <div ref={frame} className={styles.preview} data-preview={view.state} data-state={view.state}>
        <video ref={videoRef} muted autoPlay playsInline disablePictureInPicture />
        {view.state === 'live' ? null : <TileTrouble view={view} />}
      </div>
      <div className={details.acts}>
        <Button data-act="snapshot" disabled={view.state !== 'live'} onClick={shoot}>
          {t('clips.snapshot')}
        </Button>
        <Button data-act="clip" onClick={() => cutClip(cameraId)}>
          {t('clips.cut')}
        </Button>
      </div>
    </>
  );
}
