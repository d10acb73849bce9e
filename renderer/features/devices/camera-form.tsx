import { Button, Input, Select } from 'antd';
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '#contract/camera.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { errorWords } from '../console/error-words.ts';
import { cameraPoints, completedUrl, emptyDraft, finishedDraft, isStreamUrl } from './camera-draft.ts';
import type { CameraDraft, DraftError } from './camera-draft.ts';
import styles from './camera-form.module.css';
import { CameraPreview } from './camera-preview.tsx';
import type { PreviewState } from './camera-preview.tsx';

/** One camera's particulars beside its picture. Seen first, saved then; but a camera that is off may be saved too. */
export function CameraForm(props: {
  /** The camera being changed; null for a new one. */
  changing: Camera | null;
  saveWords: string;
  onSaved: (camera: Camera) => void;
  /** Further buttons beside the one that saves. */
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const { changing } = props;
  const [draft, setDraft] = useState<CameraDraft>(() =>
    changing === null
      ? emptyDraft
      : {
          name: changing.name,
          point: changing.point,
          main: changing.mainAddress,
          sub: changing.subAddress ?? '',
        },
  );
  const [errors, setErrors] = useState<readonly DraftError[]>([]);
  const [tried, setTried] = useState<string | null>(null);
  const [preview, setPreview] = useState<PreviewState>('idle');
  const tryOut = useApiMutation('cameras.tryOut');
  const add = useApiMutation('cameras.add', { refreshes: ['cameras.list'] });
  const change = useApiMutation('cameras.change', { refreshes: ['cameras.list'] });
  const set = (part: Partial<CameraDraft>): void => {
    setDraft({ ...draft, ...part });
    setErrors([]);
  };
  const look = (): void => {
    if (!isStreamUrl(draft.main)) {
      setErrors(['main']);
      return;
    }
    const url = completedUrl(draft.main);
    set({ main: url });
    setTried(url);
    tryOut.mutate({ url });
  };
  const save = (): void => {
    const finished = finishedDraft(draft);
    if (finished.outcome === 'incomplete') {
      setErrors(finished.errors);
      return;
    }
    if (changing === null) add.mutate(finished.camera, { onSuccess: props.onSaved });
    else change.mutate({ id: changing.id, ...finished.camera }, { onSuccess: props.onSaved });
  };
  const onState = useCallback((state: PreviewState) => setPreview(state), []);
  const seen = preview === 'live' && tried === completedUrl(draft.main);
  const failure = tryOut.error ?? add.error ?? change.error;
  const saving = add.isPending || change.isPending;
  return (
    <div className={styles.form}>
      <div className={styles.fields}>
        <Field
          label={t('devices.form.name')}
          hint={t('devices.form.nameHint')}
          error={errors.includes('name') ? t('devices.form.required', { what: t('devices.form.name') }) : null}
        >
          <Input
            name="camera-name"
            autoFocus
            value={draft.name}
            maxLength={64}
            status={errors.includes('name') ? 'error' : ''}
            onChange={(event) => set({ name: event.target.value })}
          />
        </Field>
        <Field label={t('devices.form.point')}>
          <Select
            value={draft.point}
            options={cameraPoints.map((point) => ({ value: point, label: t(`point.${point}`) }))}
            onChange={(point) => set({ point })}
          />
        </Field>
        <Field
          label={t('devices.form.main')}
          hint={changing === null ? t('devices.form.mainHint') : t('devices.form.keepHint')}
          error={errors.includes('main') ? t('devices.form.badUrl') : null}
        >
          <Input
            name="camera-main"
            value={draft.main}
            spellCheck={false}
            autoComplete="off"
            placeholder="rtsp://"
            status={errors.includes('main') ? 'error' : ''}
            onChange={(event) => set({ main: event.target.value })}
            onPressEnter={look}
          />
        </Field>
        <Field
          label={t('devices.form.sub')}
          hint={t('devices.form.subHint')}
          error={errors.includes('sub') ? t('devices.form.badUrl') : null}
        >
          <Input
            name="camera-sub"
            value={draft.sub}
            spellCheck={false}
            autoComplete="off"
            placeholder="rtsp://"
            status={errors.includes('sub') ? 'error' : ''}
            onChange={(event) => set({ sub: event.target.value })}
          />
        </Field>
      </div>
      <div className={styles.side}>
        <CameraPreview cameraId={tryOut.data?.cameraId ?? null} busy={tryOut.isPending} onState={onState} />
        <Button block size="large" onClick={look} loading={tryOut.isPending} type={seen ? 'default' : 'primary'}>
          {tried === null ? t('devices.form.tryOut') : t('devices.form.tryAgain')}
        </Button>
        <p className={styles.failure} role="alert">
          {failure === null ? null : errorWords(failure, t)}
        </p>
      </div>
      <footer className={styles.acts}>
        {props.children}
        <Button size="large" type={seen ? 'primary' : 'default'} onClick={save} loading={saving}>
          {seen || changing !== null ? props.saveWords : t('devices.form.saveAnyway')}
        </Button>
      </footer>
    </div>
  );
}

export function Field(props: { label: string; hint?: string; error?: string | null; children: ReactNode }) {
  return (
    <label className={styles.field}>
      <span>{props.label}</span>
      {props.children}
      {props.hint === undefined && props.error === undefined ? null : (
        <small data-error={props.error !== null && props.error !== undefined}>{props.error ?? props.hint ?? ''}</small>
      )}
    </label>
  );
}
