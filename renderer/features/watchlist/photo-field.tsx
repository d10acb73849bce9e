import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { apiError } from '#contract/errors.ts';
import { maxPhotoBytes, photoPath, photoUploadPath } from '#contract/watchlist.ts';
import { useSignedIn } from '../console/remote.ts';
import styles from './entry-editor.module.css';
import { GroupField } from './form-parts.tsx';
import { mayManage } from './entry-rights.ts';
import { photoJpeg } from './photo-jpeg.ts';

const uploaded = z.object({ digest: z.string() });

/** A reference photo: chosen, dropped, sent at once; the entry then names it. */
export function PhotoField(props: {
  digest: string | null;
  error: string | null;
  onDigest: (digest: string | null) => void;
}) {
  const { t } = useTranslation();
  const keeps = mayManage(useSignedIn());
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const send = async (file: Blob): Promise<string | null> => {
    const jpeg = await photoJpeg(file);
    if (jpeg === null || jpeg.size > maxPhotoBytes) return t('watchlist.photo.unreadable');
    const answer = await fetch(photoUploadPath, {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: jpeg,
    }).catch(() => null);
    const body: unknown = await answer?.json().catch(() => null);
    const kept = uploaded.safeParse(body);
    if (answer?.ok === true && kept.success) {
      props.onDigest(kept.data.digest);
      return null;
    }
    const refused = apiError.safeParse(body);
    return t(`error.${answer === null ? 'unreached' : refused.success ? refused.data.appCode : 'internal'}`);
  };
  const take = (file: Blob | undefined): void => {
    if (file === undefined || busy || !keeps) return;
    setBusy(true);
    setFailed(null);
    void send(file)
      .then(setFailed)
      .finally(() => setBusy(false));
  };
  return (
    <GroupField
      label={t('watchlist.field.photo')}
      hint={keeps ? t('watchlist.photo.hint') : t('watchlist.photo.chiefOnly')}
      error={failed ?? props.error}
    >
      <div
        className={styles.photo}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          take(event.dataTransfer.files[0]);
        }}
      >
        {props.digest === null ? (
          <span>{keeps ? t('watchlist.photo.none') : t('watchlist.photo.noneYet')}</span>
        ) : (
          <img src={photoPath(props.digest, 'review')} alt={t('watchlist.field.photo')} />
        )}
      </div>
      <span className={styles.photoActs}>
        <Button size="small" disabled={!keeps} loading={busy} onClick={() => input.current?.click()}>
          {props.digest === null ? t('watchlist.photo.choose') : t('watchlist.photo.replace')}
        </Button>
        {props.digest === null ? null : (
          <Button size="small" type="text" onClick={() => props.onDigest(null)}>
            {t('watchlist.photo.remove')}
          </Button>
        )}
      </span>
      <input
        ref={input}
        type="file"
        name="entry-photo"
        accept="image/*"
        hidden
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </GroupField>
  );
}
