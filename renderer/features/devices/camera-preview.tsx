import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useMedia } from '../console/media-provider.tsx';
import { useTile } from '../../video/use-tile.ts';
import { TileTrouble } from '../wall/tile-trouble.tsx';
import styles from './camera-preview.module.css';

/** Tiles of the wall count from 0; the preview keeps clear of them. */
const previewTile = 60_000;

export type PreviewState = 'idle' | 'opening' | 'live' | 'failed';

/** A look at a camera before it is saved. */
export function CameraPreview(props: {
  /** From `cameras.tryOut`; null before the first try. */
  cameraId: string | null;
  busy: boolean;
  /** What is said before the first try. */
  idleWords?: string;
  onState: (state: PreviewState) => void;
}) {
  const { t } = useTranslation();
  const media = useMedia();
  const { videoRef, view } = useTile(media, previewTile, props.cameraId, 'main');
  const { cameraId, busy, onState } = props;
  const state: PreviewState =
    busy || (cameraId !== null && view.state === 'connecting')
      ? 'opening'
      : cameraId === null
        ? 'idle'
        : view.state === 'live'
          ? 'live'
          : 'failed';
  useEffect(() => onState(state), [onState, state]);
  return (
    <div className={styles.preview} data-preview={state} data-state={cameraId === null ? 'idle' : view.state}>
      <video ref={videoRef} muted autoPlay playsInline disablePictureInPicture />
      {state === 'idle' ? (
        <p className={styles.words}>{props.idleWords ?? t('devices.form.previewIdle')}</p>
      ) : busy ? (
        <p className={styles.words}>{t('devices.form.trying')}</p>
      ) : (
        <TileTrouble view={view} />
      )}
      {state === 'live' ? (
        <p className={styles.good}>
          {t('devices.form.previewLive')}
          {view.width === null || view.height === null ? null : (
            <span className="number">
              {view.width}×{view.height}
            </span>
          )}
        </p>
      ) : null}
    </div>
  );
}
