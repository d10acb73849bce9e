import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { Field } from '../devices/camera-form.tsx';
import { entryName } from './entry-cells.tsx';
import styles from './entry-page.module.css';
import { useEntryActions } from './use-entry-actions.ts';

/** Takes an entry off the list, and says why. */
export function WithdrawEntry({ entry, back }: { entry: WatchlistEntry; back: string }) {
  const { t } = useTranslation();
  const actions = useEntryActions();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const close = (): void => {
    setOpen(false);
    setTried(false);
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() === '') return;
    actions.withdraw(entry, reason.trim(), () => {
      window.location.hash = back;
    });
  };
  return (
    <>
      <Button data-withdraw onClick={() => setOpen(true)}>
        {t('watchlist.withdraw')}
      </Button>
      <Modal
        open={open}
        title={t('watchlist.withdrawAsk', { name: entryName(entry, t) })}
        width={460}
        getContainer={() => document.querySelector('main') ?? document.body}
        footer={null}
        destroyOnHidden
        onCancel={close}
      >
        <form className={styles.ask} onSubmit={submit} noValidate>
          <p>{t('watchlist.withdrawWords')}</p>
          <Field
            label={t('watchlist.withdrawReason')}
            hint={t('watchlist.withdrawHint')}
            error={tried && reason.trim() === '' ? t('watchlist.withdrawMissing') : null}
          >
            <Input
              name="withdraw-reason"
              autoFocus
              maxLength={200}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
          <footer>
            <Button onClick={close}>{t('clips.cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={actions.busy}>
              {t('watchlist.withdraw')}
            </Button>
          </footer>
        </form>
      </Modal>
    </>
  );
}
