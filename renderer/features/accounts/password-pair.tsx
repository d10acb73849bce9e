import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../devices/camera-form.tsx';
import { passwordStrength } from '../setup/password-strength.ts';

export interface PasswordPair {
  password: string;
  again: string;
}

export const noPassword: PasswordPair = { password: '', again: '' };

/** What can be sent: long enough, and typed the same twice. */
export function agreedPassword({ password, again }: PasswordPair): string | null {
  return passwordStrength(password).length === 'too-short' || password !== again ? null : password;
}

/** A new password, typed twice. */
export function PasswordPairFields(props: {
  label: string;
  value: PasswordPair;
  /** Sending was tried: what is missing is said. */
  tried: boolean;
  onChange: (pair: PasswordPair) => void;
}) {
  const { t } = useTranslation();
  const { value, tried } = props;
  const [left, setLeft] = useState(false);
  const strength = passwordStrength(value.password);
  const different = value.again !== value.password;
  return (
    <>
      <Field
        label={props.label}
        error={tried && strength.length === 'too-short' ? t('setup.passwordShort', { n: strength.lacking }) : null}
        hint={strength.length === 'too-short' ? t('setup.strengthHint') : t(`setup.strength.${strength.length}`)}
      >
        <Input.Password
          name="new-password"
          maxLength={256}
          autoComplete="new-password"
          value={value.password}
          onChange={(event) => props.onChange({ ...value, password: event.target.value })}
        />
      </Field>
      <Field
        label={t('setup.passwordAgain')}
        hint=""
        error={(tried || (left && value.again !== '')) && different ? t('setup.passwordDifferent') : null}
      >
        <Input.Password
          name="new-password-again"
          maxLength={256}
          autoComplete="new-password"
          value={value.again}
          onBlur={() => setLeft(true)}
          onChange={(event) => props.onChange({ ...value, again: event.target.value })}
        />
      </Field>
    </>
  );
}
