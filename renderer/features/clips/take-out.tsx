import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { ReactNode, SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { takeOutReason } from '#contract/clip.ts';
import { Field } from '../devices/camera-form.tsx';
import styles from './clips.module.css';

/** A download, with what it is for: what leaves the unit is registered before it does. */
export function TakeOut(props: {
  pathFor: (reason: string) => string;
  /** Where it is no clip or snapshot. */
  says?: { button: string; title: string; words: string; hint: string };
  /** What else is to be chosen. */
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const says = props.says ?? {
    button: t('clips.takeOut'),
    title: t('clips.takeOutTitle'),
    words: t('clips.takeOutWords'),
    hint: t('clips.takeOutHint'),
  };
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const close = (): void => {
    setOpen(false);
    setTried(false);
    setReason('');
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setTried(true);
    const parsed = takeOutReason.safeParse(reason);
    if (!parsed.success) return;
    const link = document.createElement('a');
    link.href = props.pathFor(parsed.data);
    link.download = '';
    link.click();
    close();
  };
  const wrong = tried && !takeOutReason.safeParse(reason).success;
  return (
    <>
      <Button data-take-out onClick={() => setOpen(true)}>
        {says.button}
      </Button>
      <Modal
        open={open}
        title={says.title}
        width={460}
        getContainer={() => document.querySelector('main') ?? document.body}
        footer={null}
        destroyOnHidden
        onCancel={close}
      >
        <form className={styles.takeOut} onSubmit={submit} noValidate>
          <p>{says.words}</p>
          {props.children}
          <Field label={t('clips.takeOutReason')} hint={says.hint} error={wrong ? t('clips.takeOutShort') : null}>
            <Input
              name="take-out-reason"
              autoFocus
              maxLength={200}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
          <footer>
            <Button onClick={close}>{t('clips.cancel')}</Button>
            <Button type="primary" htmlType="submit">
              {t('clips.takeOut')}
            </Button>
          </footer>
        </form>
      </Modal>
    </>
  );
}
