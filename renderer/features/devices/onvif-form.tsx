import { Button, Input, Select } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera, CameraPoint } from '#contract/camera.ts';
import type { ChosenStream, OnvifInspection } from '#contract/onvif.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { errorWords } from '../console/error-words.ts';
import { cameraPoints } from './camera-draft.ts';
import { Field } from './camera-form.tsx';
import form from './camera-form.module.css';
import { CameraPreview } from './camera-preview.tsx';
import type { PreviewState } from './camera-preview.tsx';
import styles from './onvif.module.css';
import { OnvifSearch } from './onvif-search.tsx';
import { atAddress, emptySignIn, isCompleteSignIn, OnvifSignInFields } from './onvif-sign-in.tsx';
import type { SignInDraft } from './onvif-sign-in.tsx';
import { OnvifFactList, OnvifFailure } from './onvif-words.tsx';

/** A camera by ONVIF: found or addressed, asked what it is, seen, added. Its streams are chosen for us. */
export function OnvifForm({ onAdded }: { onAdded: (camera: Camera) => void }) {
  const { t } = useTranslation();
  const [signIn, setSignIn] = useState<SignInDraft>(() => emptySignIn(''));
  const [source, setSource] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [point, setPoint] = useState<CameraPoint>('gate');
  const [tried, setTried] = useState(false);
  const [triedName, setTriedName] = useState(false);
  const [preview, setPreview] = useState<PreviewState>('idle');
  const inspect = useApiMutation('onvif.inspect');
  const tryOut = useApiMutation('cameras.tryOut');
  const add = useApiMutation('onvif.addCamera', { refreshes: ['cameras.list', 'onvif.linked', 'health.list'] });
  const onState = useCallback((state: PreviewState) => setPreview(state), []);
  const withSource = (chosen: string | null): SignInDraft & { source?: string } =>
    chosen === null ? signIn : { ...signIn, source: chosen };

  const read = (chosen: string | null): void => {
    setTried(true);
    add.reset();
    tryOut.reset();
    if (!isCompleteSignIn(signIn)) return;
    inspect.mutate(withSource(chosen), {
      onSuccess(answer) {
        if (answer.outcome !== 'inspected') return;
        if (name === '') setName(answer.facts.model);
        tryOut.mutate({ url: signedUrl((answer.sub ?? answer.main).address, signIn) });
      },
    });
  };
  const change = (draft: SignInDraft): void => {
    setSignIn(draft);
    setSource(null);
    inspect.reset();
    tryOut.reset();
    add.reset();
  };
  const save = (): void => {
    setTriedName(true);
    if (name.trim() === '') return;
    add.mutate(
      { ...withSource(source), name: name.trim(), point },
      {
        onSuccess(answer) {
          if (answer.outcome === 'added') onAdded(answer.camera);
        },
      },
    );
  };
  const answer = inspect.data;
  const inspected = answer?.outcome === 'inspected' ? answer : null;
  const failed = add.data?.outcome === 'failed' ? add.data : answer?.outcome === 'failed' ? answer : null;
  const failure = inspect.error ?? add.error;
  const seen = preview === 'live' && inspected !== null;
  return (
    <div className={form.form} data-onvif-form>
      <div className={form.fields}>
        <OnvifSearch onChoose={(device) => change(atAddress(signIn, device))} />
        <OnvifSignInFields value={signIn} tried={tried} onChange={change} onEnter={() => read(source)} />
        <Button
          size="large"
          type={inspected === null ? 'primary' : 'default'}
          loading={inspect.isPending}
          onClick={() => read(source)}
        >
          {inspect.isPending ? t('onvif.reading') : t('onvif.read')}
        </Button>
        {failed === null ? null : <OnvifFailure failed={failed} />}
        {failure === null ? null : (
          <p className={form.failure} role="alert">
            {errorWords(failure, t)}
          </p>
        )}
      </div>
      <div className={form.side}>
        <CameraPreview
          cameraId={inspected === null ? null : (tryOut.data?.cameraId ?? null)}
          busy={tryOut.isPending}
          idleWords={t('onvif.previewIdle')}
          onState={onState}
        />
        {inspected === null ? null : (
          <>
            {inspected.sources.length > 1 ? (
              <Field label={t('onvif.source')}>
                <Select
                  value={source ?? inspected.main.profile.source}
                  options={inspected.sources.map((each) => ({ value: each, label: each }))}
                  onChange={(next) => {
                    setSource(next);
                    read(next);
                  }}
                />
              </Field>
            ) : null}
            <div className={styles.naming}>
              <Field
                label={t('devices.form.name')}
                hint={t('devices.form.nameHint')}
                error={triedName && name.trim() === '' ? t('setup.required', { what: t('devices.form.name') }) : null}
              >
                <Input
                  name="camera-name"
                  maxLength={64}
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
              </Field>
              <Field label={t('devices.form.point')} hint="">
                <Select
                  value={point}
                  options={cameraPoints.map((each) => ({ value: each, label: t(`point.${each}`) }))}
                  onChange={setPoint}
                />
              </Field>
            </div>
            <Button size="large" block type={seen ? 'primary' : 'default'} loading={add.isPending} onClick={save}>
              {seen ? t('onvif.add') : t('onvif.addAnyway')}
            </Button>
            <OnvifFactList
              facts={inspected.facts}
              more={streamFacts(inspected, t('onvif.facts.main'), t('onvif.facts.sub'))}
            />
          </>
        )}
      </div>
    </div>
  );
}

function streamFacts(inspected: OnvifInspection, main: string, sub: string): (readonly [string, string])[] {
  const words = ({ profile }: ChosenStream): string =>
    [
      profile.encoding,
      `${String(profile.width)}×${String(profile.height)}`,
      ...(profile.frameRate === null ? [] : [`${String(profile.frameRate)} fps`]),
    ].join(' ');
  return [[main, words(inspected.main)], ...(inspected.sub === null ? [] : [[sub, words(inspected.sub)] as const])];
}

/** The address with who signs in, for a look before the camera is added. */
export function signedUrl(address: string, { user, password }: { user: string; password: string }): string {
  if (user === '') return address;
  const at = address.indexOf('://') + 3;
  return `${address.slice(0, at)}${encodeURIComponent(user)}:${encodeURIComponent(password)}@${address.slice(at)}`;
}
