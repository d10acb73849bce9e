import { App, Button, Input, Radio } from 'antd';
import { useState } from 'react';
import type { ReactNode, SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { role } from '#contract/access.ts';
import type { Account, Role } from '#contract/access.ts';
import { appErrorOf } from '../../api/app-error-of.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { errorWords } from '../console/error-words.ts';
import { Field } from '../devices/camera-form.tsx';
import styles from './accounts.module.css';
import { agreedPassword, noPassword, PasswordPairFields } from './password-pair.tsx';

export function NewAccountForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [draft, setDraft] = useState<{ account: string; name: string; role: Role }>({
    account: '',
    name: '',
    role: 'guard',
  });
  const [pair, setPair] = useState(noPassword);
  const [tried, setTried] = useState(false);
  const add = useApiMutation('accounts.add', { refreshes: ['accounts.list'] });
  const required = (value: string, what: string): string | null =>
    tried && value.trim() === '' ? t('setup.required', { what }) : null;
  const taken = add.error !== null && appErrorOf(add.error)?.code === 'conflict';
  const send = (): void => {
    setTried(true);
    const password = agreedPassword(pair);
    if (password === null || draft.name.trim() === '' || draft.account.trim() === '') return;
    add.mutate(
      { ...draft, password },
      {
        onSuccess: ({ name }) => {
          void message.success(t('accounts.created', { name }));
          onDone();
        },
      },
    );
  };
  return (
    <Form
      busy={add.isPending}
      failure={add.error === null || taken ? null : errorWords(add.error, t)}
      onSend={send}
      onCancel={onDone}
    >
      <div className={styles.pair}>
        <Field
          label={t('accounts.name')}
          hint={t('accounts.nameHint')}
          error={required(draft.name, t('accounts.name'))}
        >
          <Input
            name="person-name"
            autoFocus
            maxLength={64}
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        </Field>
        <Field
          label={t('accounts.account')}
          hint={t('accounts.accountHint')}
          error={taken ? t('accounts.nameTaken') : required(draft.account, t('accounts.account'))}
        >
          <Input
            name="new-account"
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
            value={draft.account}
            onChange={(event) => {
              setDraft({ ...draft, account: event.target.value });
              add.reset();
            }}
          />
        </Field>
      </div>
      <div className={styles.field}>
        <span>{t('accounts.role')}</span>
        <Radio.Group
          className={styles.roles ?? ''}
          value={draft.role}
          onChange={(event) => setDraft({ ...draft, role: role.parse(event.target.value) })}
        >
          {role.options.map((each) => (
            <Radio key={each} value={each}>
              <b>{t(`role.${each}`)}</b> <small>{t(`accounts.roleWords.${each}`)}</small>
            </Radio>
          ))}
        </Radio.Group>
      </div>
      <div className={styles.pair}>
        <PasswordPairFields label={t('accounts.password')} value={pair} tried={tried} onChange={setPair} />
      </div>
    </Form>
  );
}

export function SetPasswordForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [pair, setPair] = useState(noPassword);
  const [tried, setTried] = useState(false);
  const set = useApiMutation('accounts.setPassword');
  const send = (): void => {
    setTried(true);
    const password = agreedPassword(pair);
    if (password === null) return;
    set.mutate(
      { account: account.account, password },
      {
        onSuccess: () => {
          void message.success(t('accounts.passwordSet', { name: account.name }));
          onDone();
        },
      },
    );
  };
  return (
    <Form
      words={t('accounts.setPasswordWords')}
      busy={set.isPending}
      failure={set.error === null ? null : errorWords(set.error, t)}
      onSend={send}
      onCancel={onDone}
    >
      <PasswordPairFields label={t('accounts.newPassword')} value={pair} tried={tried} onChange={setPair} />
    </Form>
  );
}

export function OwnPasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [current, setCurrent] = useState('');
  const [pair, setPair] = useState(noPassword);
  const [tried, setTried] = useState(false);
  const change = useApiMutation('session.changePassword');
  const wrong = change.error !== null && appErrorOf(change.error)?.code === 'wrong-password';
  const send = (): void => {
    setTried(true);
    const password = agreedPassword(pair);
    if (password === null || current === '') return;
    change.mutate(
      { current, password },
      {
        onSuccess: () => {
          void message.success(t('accounts.ownChanged'));
          onDone();
        },
      },
    );
  };
  return (
    <Form
      words={t('accounts.changeOwnWords')}
      busy={change.isPending}
      failure={change.error === null || wrong ? null : errorWords(change.error, t)}
      onSend={send}
      onCancel={onDone}
    >
      <Field
        label={t('accounts.currentPassword')}
        hint=""
        error={
          wrong
            ? t('accounts.currentWrong')
            : tried && current === ''
              ? t('setup.required', { what: t('accounts.currentPassword') })
              : null
        }
      >
        <Input.Password
          name="current-password"
          autoFocus
          autoComplete="current-password"
          value={current}
          onChange={(event) => {
            setCurrent(event.target.value);
            change.reset();
          }}
        />
      </Field>
      <PasswordPairFields label={t('accounts.newPassword')} value={pair} tried={tried} onChange={setPair} />
    </Form>
  );
}

function Form(props: {
  words?: string;
  busy: boolean;
  failure: string | null;
  onSend: () => void;
  onCancel: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!props.busy) props.onSend();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {props.words === undefined ? null : <p className={styles.words}>{props.words}</p>}
      {props.children}
      <footer className={styles.acts}>
        <p className={styles.failure} role="alert">
          {props.failure}
        </p>
        <Button onClick={props.onCancel}>{t('accounts.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={props.busy}>
          {t('accounts.save')}
        </Button>
      </footer>
    </form>
  );
}
