import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { ReactNode, SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../devices/camera-form.tsx';
import styles from './clips.module.css';

export interface ReasonWords {
  /** On the button that begins it. */
  button: string;
  title: string;
  words: string;
  label: string;
  hint: string;
  /** While the reason is too short. */
  short: string;
  /** On the button that does it; as the first one where it is not given. */
  submit?: string;
}

/** A deed that is not done without saying why: a button, and what it asks. */
export function AskReason(props: {
  /** Of the field; the button is found by it too. */
  name: 'take-out' | 'withdraw';
  says: ReasonWords;
  /** Characters. */
  least: number;
  busy?: boolean;
  /** The dialog closes when `done` is called. */
  onReason: (reason: string, done: () => void) => void;
  /** What else is to be chosen. */
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const { says, name } = props;
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const given = reason.trim();
  const close = (): void => {
    setOpen(false);
    setTried(false);
    setReason('');
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setTried(true);
    if (given.length >= props.least && props.busy !== true) props.onReason(given, close);
  };
  return (
    <>
      <Button {...{ [`data-${name}`]: true }} onClick={() => setOpen(true)}>
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
          <Field label={says.label} hint={says.hint} error={tried && given.length < props.least ? says.short : null}>
            <Input
              name={`${name}-reason`}
              autoFocus
              maxLength={200}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
          <footer>
            <Button onClick={close}>{t('clips.cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={props.busy === true}>
              {says.submit ?? says.button}
            </Button>
          </footer>
        </form>
      </Modal>
    </>
  );
}
