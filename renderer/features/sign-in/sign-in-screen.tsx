import { Button, Input } from 'antd';
import type { InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { SyntheticEvent, KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useApiMutation } from '../../api/use-api.ts';
import { errorWords } from '../console/error-words.ts';
import { ShieldMark } from '../../ui/icons.tsx';
import { ThresholdFrame } from './threshold-frame.tsx';
import styles from './sign-in-screen.module.css';

export function SignInScreen() {
  const { t } = useTranslation();
  const signIn = useApiMutation('session.signIn', { refreshes: ['session.current'] });
  const [account, setAccount] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<'account' | 'password' | null>(null);
  const [capsLock, setCapsLock] = useState(false);
  const accountField = useRef<InputRef>(null);
  const passwordField = useRef<InputRef>(null);
  useEffect(() => accountField.current?.focus(), []);

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const lacking = account.trim() === '' ? 'account' : password === '' ? 'password' : null;
    setMissing(lacking);
    if (lacking !== null) {
      (lacking === 'account' ? accountField : passwordField).current?.focus();
      return;
    }
    signIn.mutate(
      { account: account.trim(), password },
      { onError: () => passwordField.current?.focus({ cursor: 'all' }) },
    );
  };
  const watchCapsLock = (event: KeyboardEvent): void => setCapsLock(event.getModifierState('CapsLock'));
  const words =
    missing === 'account'
      ? t('signIn.needAccount')
      : missing === 'password'
        ? t('signIn.needPassword')
        : signIn.isError
          ? errorWords(signIn.error, t)
          : capsLock
            ? t('signIn.capsLock')
            : null;
  return (
    <ThresholdFrame>
      <form className={styles.form} onSubmit={submit} noValidate>
        <header className={styles.head}>
          <span>
            <ShieldMark />
          </span>
          <h1>{t('product.name')}</h1>
          <p>{t('product.tagline')}</p>
        </header>
        <label>
          <span>{t('signIn.account')}</span>
          <Input
            ref={accountField}
            name="account"
            size="large"
            autoComplete="username"
            value={account}
            status={missing === 'account' ? 'error' : ''}
            onChange={(event) => setAccount(event.target.value)}
          />
        </label>
        <label>
          <span>{t('signIn.password')}</span>
          <Input.Password
            ref={passwordField}
            name="password"
            size="large"
            autoComplete="current-password"
            value={password}
            status={missing === 'password' || signIn.isError ? 'error' : ''}
            onKeyDown={watchCapsLock}
            onKeyUp={watchCapsLock}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        <p className={styles.words} role="alert" data-error={signIn.isError}>
          {words}
        </p>
        <Button type="primary" size="large" block htmlType="submit" loading={signIn.isPending}>
          {signIn.isPending ? t('signIn.submitting') : t('signIn.submit')}
        </Button>
        <p className={styles.help}>{t('signIn.help')}</p>
        <a className={styles.verify} href="#/verify" data-verify-link>
          {t('verify.fromSignIn')}
        </a>
      </form>
    </ThresholdFrame>
  );
}
