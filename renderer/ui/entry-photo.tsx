import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { photoPath } from '#contract/watchlist.ts';
import styles from './evidence-picture.module.css';

/** The photo an entry came with, in a frame of a fixed shape; says so calmly where there is none. */
export function EntryPhoto(props: { digest: string | null; alt: string; aspect: number }) {
  const { t } = useTranslation();
  const { digest } = props;
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <span className={styles.frame} style={{ aspectRatio: props.aspect }} data-entry-photo={digest ?? 'none'}>
      {digest === null ? (
        <span className={styles.words}>{t('handling.noPhoto')}</span>
      ) : failed === digest ? (
        <span className={styles.words}>{t('handling.photoFailed')}</span>
      ) : (
        <img
          src={photoPath(digest, 'alarm')}
          alt={props.alt}
          decoding="async"
          style={{ objectFit: 'cover' }}
          onError={() => setFailed(digest)}
        />
      )}
    </span>
  );
}
