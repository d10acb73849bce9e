import { Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { onvifSignIn } from '#contract/onvif.ts';
import type { OnvifAddress } from '#contract/onvif.ts';
import { Field } from './camera-form.tsx';
import styles from './onvif.module.css';

export interface SignInDraft {
  host: string;
  port: number;
  path: string;
  user: string;
  password: string;
}

export const defaultPort = 80;
const usualPath = '/onvif/device_service';

export function emptySignIn(host: string): SignInDraft {
  return { host, port: defaultPort, path: usualPath, user: '', password: '' };
}

/** The address as found; who signs in stays as typed. */
export function atAddress(draft: SignInDraft, { host, port, path }: OnvifAddress): SignInDraft {
  return { ...draft, host, port, path };
}

export const isCompleteSignIn = (draft: SignInDraft): boolean => onvifSignIn.safeParse(draft).success;

/** Where the camera's ONVIF side is, and as whom. */
export function OnvifSignInFields(props: {
  value: SignInDraft;
  tried: boolean;
  onChange: (draft: SignInDraft) => void;
  onEnter: () => void;
}) {
  const { t } = useTranslation();
  const { value, onChange } = props;
  const hostWrong = props.tried && !onvifSignIn.shape.host.safeParse(value.host).success;
  return (
    <div className={styles.signIn}>
      <Field
        label={t('onvif.host')}
        hint={t('onvif.hostHint')}
        error={hostWrong ? t('setup.required', { what: t('onvif.host') }) : null}
      >
        <Input
          name="onvif-host"
          value={value.host}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange({ ...value, host: event.target.value.trim(), path: usualPath })}
          onPressEnter={props.onEnter}
        />
      </Field>
      <Field label={t('onvif.port')} hint="">
        <InputNumber
          name="onvif-port"
          controls={false}
          min={1}
          max={65535}
          value={value.port}
          onChange={(port) => onChange({ ...value, port: port ?? defaultPort })}
        />
      </Field>
      <Field label={t('onvif.user')} hint={t('onvif.credentialsHint')}>
        <Input
          name="onvif-user"
          value={value.user}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ ...value, user: event.target.value })}
        />
      </Field>
      <Field label={t('onvif.password')} hint="">
        <Input.Password
          name="onvif-password"
          value={value.password}
          autoComplete="new-password"
          onChange={(event) => onChange({ ...value, password: event.target.value })}
          onPressEnter={props.onEnter}
        />
      </Field>
    </div>
  );
}
