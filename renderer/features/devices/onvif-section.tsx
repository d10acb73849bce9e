import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '#contract/camera.ts';
import { useApiMutation, useApiQuery } from '../../api/use-api.ts';
import { errorWords, useSayError } from '../console/error-words.ts';
import { useSignedIn } from '../console/remote.ts';
import details from './camera-details.module.css';
import styles from './onvif.module.css';
import { emptySignIn, isCompleteSignIn, OnvifSignInFields } from './onvif-sign-in.tsx';
import { OnvifFactList, OnvifFailure } from './onvif-words.tsx';

/** The ONVIF side of a camera: what it is, or how to tie it. */
export function OnvifSection({ camera, isAdmin }: { camera: Camera; isAdmin: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const sayError = useSayError();
  const role = useSignedIn()?.role;
  const { data: linked } = useApiQuery('onvif.linked');
  const check = useApiMutation('onvif.check', { refreshes: ['onvif.linked'] });
  const unlink = useApiMutation('onvif.unlink', { refreshes: ['onvif.linked'] });
  const facts = linked?.find(({ cameraId }) => cameraId === camera.id)?.facts;
  return (
    <section className={details.section} data-onvif-linked={facts !== undefined}>
      <h3>{t('onvif.title')}</h3>
      {facts === undefined ? (
        isAdmin && linked !== undefined ? (
          <LinkForm camera={camera} />
        ) : (
          <p className={styles.faint}>{t('onvif.notLinked')}</p>
        )
      ) : (
        <>
          <OnvifFactList facts={facts} />
          {check.data?.outcome === 'failed' ? <OnvifFailure failed={check.data} /> : null}
          {role === 'guard' ? null : (
            <div className={details.acts}>
              <Button
                loading={check.isPending}
                onClick={() =>
                  check.mutate(
                    { cameraId: camera.id },
                    {
                      onSuccess: ({ outcome }) => {
                        if (outcome === 'checked') void message.success(t('onvif.checked'));
                      },
                      onError: sayError,
                    },
                  )
                }
              >
                {t('onvif.check')}
              </Button>
              {isAdmin ? (
                <Button
                  loading={unlink.isPending}
                  onClick={() =>
                    unlink.mutate(
                      { cameraId: camera.id },
                      { onSuccess: () => void message.success(t('onvif.unlinked')), onError: sayError },
                    )
                  }
                >
                  {t('onvif.unlink')}
                </Button>
              ) : null}
            </div>
          )}
        </>
      )}
    </section>
  );
}

function LinkForm({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [tried, setTried] = useState(false);
  const [signIn, setSignIn] = useState(() => emptySignIn(hostOf(camera.mainAddress)));
  const link = useApiMutation('onvif.link', { refreshes: ['onvif.linked'] });
  const send = (): void => {
    setTried(true);
    if (!isCompleteSignIn(signIn) || link.isPending) return;
    link.mutate(
      { ...signIn, cameraId: camera.id },
      {
        onSuccess: ({ outcome }) => {
          if (outcome === 'checked') void message.success(t('onvif.linked'));
        },
      },
    );
  };
  return (
    <>
      <p className={styles.faint}>{t('onvif.linkWords')}</p>
      {open ? (
        <OnvifSignInFields
          value={signIn}
          tried={tried}
          onChange={(draft) => {
            setSignIn(draft);
            link.reset();
          }}
          onEnter={send}
        />
      ) : null}
      {link.data?.outcome === 'failed' ? <OnvifFailure failed={link.data} /> : null}
      {link.error === null ? null : <p className={styles.warning}>{errorWords(link.error, t)}</p>}
      <div className={details.acts}>
        <Button loading={link.isPending} onClick={() => (open ? send() : setOpen(true))}>
          {t('onvif.link')}
        </Button>
      </div>
    </>
  );
}

/** `rtsp://127.0.0.4:554/main` → `127.0.0.4`; of IPv6 without brackets. */
export function hostOf(address: string): string {
  const authority = /^[a-z]+:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^:/?#]*)/i.exec(address)?.[1] ?? '';
  return authority.replace(/^\[|\]$/g, '');
}
