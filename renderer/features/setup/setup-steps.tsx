import { Button, Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { unitField } from '#contract/access.ts';
import { Field } from '../devices/camera-form.tsx';
import { passwordStrength } from './password-strength.ts';
import styles from './setup-screen.module.css';
import type { UnitDraft } from './setup-screen.tsx';

export function UnitStep(props: { unit: UnitDraft; onChange: (unit: UnitDraft) => void; onNext: () => void }) {
  const { t } = useTranslation();
  const { unit } = props;
  const [tried, setTried] = useState(false);
  const missing = unit.name.trim() === '';
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!missing) props.onNext();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <h2>{t('setup.unitTitle')}</h2>
      <p className={styles.lead}>{t('setup.unitWords')}</p>
      <Field
        label={t('setup.unitName')}
        error={tried && missing ? t('setup.required', { what: t('setup.unitName') }) : null}
      >
        <Input
          name="unit-name"
          size="large"
          autoFocus
          maxLength={128}
          value={unit.name}
          placeholder={t('setup.unitNamePlaceholder')}
          status={tried && missing ? 'error' : ''}
          onChange={(event) => props.onChange({ ...unit, name: event.target.value })}
        />
      </Field>
      <div className={styles.pair}>
        <Field label={t('setup.unitField')}>
          <Select
            size="large"
            value={unit.field}
            options={unitField.options.map((field) => ({ value: field, label: t(`field.${field}`) }))}
            onChange={(field) => props.onChange({ ...unit, field })}
          />
        </Field>
        <Field label={t('setup.unitId')} hint={t('setup.unitIdHint')}>
          <Input
            name="unit-id"
            size="large"
            inputMode="numeric"
            maxLength={64}
            value={unit.viidId}
            onChange={(event) => props.onChange({ ...unit, viidId: event.target.value })}
          />
        </Field>
      </div>
      <Checkbox
        checked={unit.keyTarget}
        onChange={(event) => props.onChange({ ...unit, keyTarget: event.target.checked })}
      >
        {t('setup.keyTarget')}
        <span className={styles.aside}> · {t('setup.keyTargetHint')}</span>
      </Checkbox>
      <footer className={styles.acts}>
        <Button type="primary" size="large" htmlType="submit">
          {t('setup.next')}
        </Button>
      </footer>
    </form>
  );
}

export interface AdminDraft {
  account: string;
  name: string;
  password: string;
}

export function AdminStep(props: {
  busy: boolean;
  failure: string | null;
  onBack: () => void;
  onCreate: (admin: AdminDraft) => void;
}) {
  const { t } = useTranslation();
  const [admin, setAdmin] = useState<AdminDraft>({ account: 'admin', name: '', password: '' });
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const strength = passwordStrength(admin.password);
  const different = again !== admin.password;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setTried(true);
    const account = admin.account.trim();
    const name = admin.name.trim();
    if (account === '' || name === '' || strength.length === 'too-short' || different || props.busy) return;
    props.onCreate({ account, name, password: admin.password });
  };
  const required = (value: string, what: string): string | null =>
    tried && value.trim() === '' ? t('setup.required', { what }) : null;
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <h2>{t('setup.adminTitle')}</h2>
      <p className={styles.lead}>{t('setup.adminWords')}</p>
      <div className={styles.pair}>
        <Field
          label={t('setup.adminName')}
          hint={t('setup.adminNameHint')}
          error={required(admin.name, t('setup.adminName'))}
        >
          <Input
            name="admin-name"
            size="large"
            autoFocus
            maxLength={64}
            autoComplete="name"
            value={admin.name}
            onChange={(event) => setAdmin({ ...admin, name: event.target.value })}
          />
        </Field>
        <Field
          label={t('setup.adminAccount')}
          hint={t('setup.adminAccountHint')}
          error={required(admin.account, t('setup.adminAccount'))}
        >
          <Input
            name="account"
            size="large"
            maxLength={64}
            autoComplete="username"
            value={admin.account}
            onChange={(event) => setAdmin({ ...admin, account: event.target.value })}
          />
        </Field>
      </div>
      <div className={styles.pair}>
        <div>
          <Field
            label={t('setup.password')}
            error={tried && strength.length === 'too-short' ? t('setup.passwordShort', { n: strength.lacking }) : null}
            hint={strength.length === 'too-short' ? t('setup.strengthHint') : t(`setup.strength.${strength.length}`)}
          >
            <Input.Password
              name="password"
              size="large"
              maxLength={256}
              autoComplete="new-password"
              value={admin.password}
              onChange={(event) => setAdmin({ ...admin, password: event.target.value })}
            />
          </Field>
          <span className={styles.strength} data-strength={strength.length} aria-hidden="true" />
        </div>
        <Field
          label={t('setup.passwordAgain')}
          error={(tried || again.length >= admin.password.length) && different ? t('setup.passwordDifferent') : null}
        >
          <Input.Password
            name="password-again"
            size="large"
            maxLength={256}
            autoComplete="new-password"
            value={again}
            onChange={(event) => setAgain(event.target.value)}
          />
        </Field>
      </div>
      <p className={styles.failure} role="alert">
        {props.failure}
      </p>
      <footer className={styles.acts}>
        <Button size="large" type="text" onClick={props.onBack}>
          {t('setup.back')}
        </Button>
        <Button type="primary" size="large" htmlType="submit" loading={props.busy}>
          {props.busy ? t('setup.creating') : t('setup.create')}
        </Button>
      </footer>
    </form>
  );
}
