import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LookPurpose } from '#contract/access.ts';
import type { Picture, PictureRole, Sighting } from '#contract/sighting.ts';
import styles from './evidence-picture.module.css';
import { picturePath } from './evidence-path.ts';
import type { PictureSize } from './evidence-path.ts';
import { shownBox } from './subject-box.ts';
import type { Size } from './subject-box.ts';

/** The picture that shows most of what happened: the scene, unless there is only a cut-out. */
export function mainPicture(sighting: Sighting, preferred: readonly PictureRole[] = ['scene']): Picture | null {
  for (const role of preferred) {
    const found = sighting.pictures.find((picture) => picture.role === role);
    if (found !== undefined) return found;
  }
  return sighting.pictures[0] ?? null;
}

/** A stored picture with the subject outlined, in a frame of a fixed shape so that nothing moves when it arrives. */
export function EvidencePicture(props: {
  sighting: Sighting;
  picture: Picture | null;
  /** Every look is registered, with this. */
  purpose: LookPurpose;
  alt: string;
  /** Width over height of the frame. */
  aspect: number;
  fit?: 'cover' | 'contain';
  alarming?: boolean;
  lazy?: boolean;
  /** `thumbnail` where many are shown at once. */
  size?: PictureSize;
}) {
  const { t } = useTranslation();
  const { picture, aspect, fit = 'cover' } = props;
  const [loaded, setLoaded] = useState<{ digest: string; size: Size } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const natural = loaded !== null && loaded.digest === picture?.digest ? loaded.size : null;
  // Pixels are of the whole picture: on a thumbnail they would point elsewhere.
  const placeable = props.size !== 'thumbnail' || props.sighting.box?.unit === 'fraction';
  const box =
    placeable && props.sighting.box !== null && picture?.role === 'scene' && natural !== null
      ? shownBox(props.sighting.box, natural, aspect, fit)
      : null;
  const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)}%`;
  return (
    <span className={styles.frame} style={{ aspectRatio: aspect }} data-alarming={props.alarming === true}>
      {picture === null ? (
        <span className={styles.words}>{t('alarm.noPicture')}</span>
      ) : failed === picture.digest ? (
        <span className={styles.words}>{t('alarm.pictureFailed')}</span>
      ) : (
        <img
          src={picturePath(picture.digest, props.purpose, props.size ?? 'whole')}
          alt={props.alt}
          loading={props.lazy === true ? 'lazy' : 'eager'}
          decoding="async"
          style={{ objectFit: fit }}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setLoaded({ digest: picture.digest, size: { width: naturalWidth, height: naturalHeight } })
          }
          onError={() => setFailed(picture.digest)}
        />
      )}
      {box === null ? null : (
        <span
          className={styles.box}
          style={{
            left: percent(box.left),
            top: percent(box.top),
            width: percent(box.width),
            height: percent(box.height),
          }}
        />
      )}
    </span>
  );
}
