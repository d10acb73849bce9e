import { App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { appErrorOf } from '../../../api/app-error-of.ts';
import { useApiMutation } from '../../../api/use-api.ts';
import { errorWords } from '../../console/error-words.ts';
import { go } from '../../console/route.ts';
import type { TFunction } from '../../../text/index.ts';
import { FileDrop } from '../parts/file-drop.tsx';
import { mostReceiptBytes } from './package-words.ts';
import styles from './packages.module.css';

export function ImportReceipt({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      open={open}
      title={t('packages.receipt.title')}
      width={560}
      getContainer={() => document.querySelector('main') ?? document.body}
      footer={null}
      destroyOnHidden
      onCancel={onClose}
    >
      <Form onClose={onClose} />
    </Modal>
  );
}

/** From a file or pasted; the station reads it and says whose it is. */
function Form({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [text, setText] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const take = useApiMutation('packages.importReceipt', { refreshes: ['packages.list', 'packages.find'] });
  const submit = (given: string): void => {
    setRefused(null);
    take.mutate(
      { text: given },
      {
        onSuccess: ({ id, receipt }) => {
          if (receipt !== null) {
            const { number, signed, acknowledged } = receipt;
            void message.success(
              signed
                ? t('packages.receipt.imported', { number, n: acknowledged })
                : t('packages.receipt.importedUnsigned', { number }),
            );
          }
          onClose();
          go('county', 'packages', id);
        },
        onError: (error) => setRefused(refusedWords(error, t)),
      },
    );
  };
  const takeFile = (file: File): void => {
    if (file.size > mostReceiptBytes) {
      setRefused(t('packages.receipt.tooLarge'));
      return;
    }
    void file.text().then(submit, () => setRefused(t('packages.receipt.unreadable')));
  };
  return (
    <form
      className={styles.receiptForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') submit(text);
      }}
    >
      <p>{t('packages.receipt.words')}</p>
      <FileDrop name="receipt" accept=".json,application/json" busy={take.isPending} small onFile={takeFile}>
        <strong>{t('packages.receipt.choose')}</strong>
      </FileDrop>
      <Input.TextArea
        name="receipt-text"
        className={styles.receiptText ?? ''}
        rows={6}
        spellCheck={false}
        placeholder={t('packages.receipt.placeholder')}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setRefused(null);
        }}
      />
      <footer>
        <span className={styles.warning} role="alert">
          {refused}
        </span>
        <Button onClick={onClose}>{t('packages.receipt.cancel')}</Button>
        <Button type="primary" htmlType="submit" disabled={text.trim() === ''} loading={take.isPending}>
          {t('packages.receipt.submit')}
        </Button>
      </footer>
    </form>
  );
}

function refusedWords(error: unknown, t: TFunction): string {
  switch (appErrorOf(error)?.code) {
    case 'bad-input':
      return t('packages.receipt.notOne');
    case 'not-found':
      return t('packages.receipt.notOurs');
    default:
      return errorWords(error, t);
  }
}
