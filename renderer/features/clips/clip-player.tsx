import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LookPurpose } from '#contract/access.ts';
import { clipPath } from '#contract/clip.ts';
import styles from './clips.module.css';
import type { ReadyClip } from './clip-words.ts';

/** A clip in the page; every look is registered with its purpose. */
export function ClipPlayer(props: { clip: ReadyClip; purpose: LookPurpose; autoPlay?: boolean }) {
  const { t } = useTranslation();
  const { clip } = props;
  const [failedId, setFailedId] = useState<number | null>(null);
  return (
    <div className={styles.player} style={{ aspectRatio: `${String(clip.width)} / ${String(clip.height)}` }}>
      {failedId === clip.id ? (
        <p>{t('clips.cannotPlay', { codec: clip.codec })}</p>
      ) : (
        <video
          key={clip.id}
          src={clipPath(clip.id, props.purpose)}
          aria-label={t('clips.player')}
          data-clip={clip.id}
          controls
          controlsList="nodownload noremoteplayback"
          disablePictureInPicture
          muted
          playsInline
          preload="metadata"
          autoPlay={props.autoPlay === true}
          onError={() => setFailedId(clip.id)}
        />
      )}
    </div>
  );
}
