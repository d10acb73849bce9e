import { App, Button, Modal, Table } from 'antd';
import type { TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account, SignedIn } from '#contract/access.ts';
import { appErrorOf } from '../../api/app-error-of.ts';
import { useApiMutation, useApiQuery } from '../../api/use-api.ts';
import { errorWords } from '../console/error-words.ts';
import { isoDate } from '../../text/format.ts';
import { LockIcon } from '../../ui/icons.tsx';
import { StateDot } from '../../ui/state-dot.tsx';
import { NewAccountForm, OwnPasswordForm, SetPasswordForm } from './account-forms.tsx';
import styles from './accounts.module.css';

/** Over the work only: the alarm rail stays in sight and in reach. */
const overTheWork = (): HTMLElement => document.querySelector('main') ?? document.body;

type Open = { what: 'nothing' } | { what: 'new' } | { what: 'password'; account: Account };

/** Who may sign in. Admins change it; chiefs see it. */
export function AccountsList({ me }: { me: SignedIn }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const { data, isLoading, error } = useApiQuery('accounts.list');
  const setDisabled = useApiMutation('accounts.setDisabled', { refreshes: ['accounts.list'] });
  const [open, setOpen] = useState<Open>({ what: 'nothing' });
  const isAdmin = me.role === 'admin';
  const close = (): void => setOpen({ what: 'nothing' });
  const apply = async (account: Account, disabled: boolean): Promise<void> => {
    try {
      await setDisabled.mutateAsync({ account: account.account, disabled });
      const words = disabled ? 'accounts.isDisabled' : 'accounts.isEnabled';
      void message.success(t(words, { name: account.name }));
    } catch (failed) {
      const conflict = appErrorOf(failed)?.code === 'conflict';
      void message.warning(conflict ? t('accounts.lastAdmin') : errorWords(failed, t));
    }
  };
  const askToDisable = (account: Account): void =>
    void modal.confirm({
      title: t('accounts.disableAsk', { name: account.name }),
      content: t('accounts.disableWords'),
      okText: t('accounts.disable'),
      cancelText: t('accounts.cancel'),
      onOk: () => apply(account, true),
    });

  const columns: TableColumnsType<Account> = [
    {
      key: 'name',
      title: t('accounts.columns.name'),
      render: (_, account) => (
        <span className={styles.name} data-account={account.account}>
          <b>{account.name}</b>
          {account.account === me.account ? <small>{t('accounts.you')}</small> : null}
        </span>
      ),
    },
    {
      key: 'account',
      title: t('accounts.columns.account'),
      render: (_, { account }) => <span className="number">{account}</span>,
    },
    { key: 'role', title: t('accounts.columns.role'), render: (_, account) => t(`role.${account.role}`) },
    {
      key: 'state',
      title: t('accounts.columns.state'),
      render: (_, { disabled }) => (
        <span className={styles.state} data-disabled={disabled}>
          <StateDot tone={disabled ? 'idle' : 'ok'} />
          {disabled ? t('accounts.disabled') : t('accounts.current')}
        </span>
      ),
    },
    {
      key: 'created',
      title: t('accounts.columns.created'),
      render: (_, { createdAtMs }) => <span className="number">{isoDate(createdAtMs)}</span>,
    },
    {
      key: 'actions',
      title: isAdmin ? t('accounts.columns.actions') : '',
      align: 'right',
      render: (_, account) =>
        account.provisioned ? (
          <span className={styles.locked} title={t('devices.provisionedHint')}>
            <LockIcon /> {t('devices.provisioned')}
          </span>
        ) : isAdmin && account.account !== me.account ? (
          <span className={styles.rowActs}>
            <Button size="small" onClick={() => setOpen({ what: 'password', account })}>
              {t('accounts.setPassword')}
            </Button>
            {account.disabled ? (
              <Button size="small" onClick={() => void apply(account, false)}>
                {t('accounts.enable')}
              </Button>
            ) : (
              <Button size="small" onClick={() => askToDisable(account)}>
                {t('accounts.disable')}
              </Button>
            )}
          </span>
        ) : null,
    },
  ];
  return (
    <>
      <Table
        size="small"
        rowKey="account"
        className={styles.table ?? ''}
        columns={columns}
        dataSource={data ?? []}
        loading={isLoading}
        pagination={false}
        scroll={{ x: 'max-content' }}
        {...(error === null ? {} : { locale: { emptyText: errorWords(error, t) } })}
      />
      {isAdmin ? (
        <div>
          <Button onClick={() => setOpen({ what: 'new' })}>{t('accounts.add')}</Button>
        </div>
      ) : null}
      <Modal
        open={open.what !== 'nothing'}
        title={
          open.what === 'password' ? t('accounts.setPasswordTitle', { name: open.account.name }) : t('accounts.add')
        }
        width={open.what === 'password' ? 440 : 640}
        getContainer={overTheWork}
        footer={null}
        destroyOnHidden
        onCancel={close}
      >
        {open.what === 'new' ? (
          <NewAccountForm onDone={close} />
        ) : open.what === 'password' ? (
          <SetPasswordForm account={open.account} onDone={close} />
        ) : null}
      </Modal>
    </>
  );
}

/** Whoever is signed in, and their own password. */
export function OwnAccount({ me }: { me: SignedIn }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <div className={styles.own}>
      <span className={styles.name}>
        <b>{me.name}</b>
        <small>{t('accounts.ownWords', { account: me.account, role: t(`role.${me.role}`) })}</small>
      </span>
      <Button onClick={() => setOpen(true)}>{t('accounts.changeOwn')}</Button>
      <Modal
        open={open}
        title={t('accounts.changeOwn')}
        width={440}
        getContainer={overTheWork}
        footer={null}
        destroyOnHidden
        onCancel={close}
      >
        <OwnPasswordForm onDone={close} />
      </Modal>
    </div>
  );
}
