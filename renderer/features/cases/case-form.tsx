import { Button, Input } from 'antd';
import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { newCase } from '#contract/retention.ts';
import { Field } from '../devices/camera-form.tsx';
import styles from './cases.module.css';

/** What the case is, and why its records are kept longer than their time. */
export function CaseForm(props: {
  busy: boolean;
  onOpen: (title: string, reason: string) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const [title, setTitle] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const wrong = (field: 'title' | 'reason', value: string): boolean => !newCase.shape[field].safeParse(value).success;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setTried(true);
    const parsed = newCase.safeParse({ title, reason });
    if (parsed.success) props.onOpen(parsed.data.title, parsed.data.reason);
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Field
        label={t('cases.name')}
        hint={t('cases.nameHint')}
        error={tried && wrong('title', title) ? t('cases.nameMissing') : null}
      >
        <Input
          name="case-title"
          autoFocus
          maxLength={64}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
      </Field>
      <Field
        label={t('cases.reason')}
        hint={t('cases.reasonHint')}
        error={tried && wrong('reason', reason) ? t('cases.reasonMissing') : null}
      >
        <Input name="case-reason" maxLength={400} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
      <footer>
        <Button onClick={props.onCancel}>{t('cases.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={props.busy}>
          {t('cases.open')}
        </Button>
      </footer>
    </form>
  );
}
