import { App, Input, Modal, Segmented } from 'antd';
import type { InputRef } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#contract/access.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { useConsoleParts, useMute, useNowMs } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { muteMinutes } from '../console/mute.ts';
import type { MuteMinutes } from '../console/mute.ts';
import { clockTime } from '../../text/format.ts';
import { Chip, Chips } from '../../ui/chips.tsx';
import styles from './mute-dialog.module.css';

const reasons = ['call', 'drill', 'repair', 'visitors'] as const;

/** Silence has a reason and an end 静音; the station is told before it begins. `M` opens it, Enter begins. */
export function MuteDialog({ me, open, onClose }: { me: SignedIn; open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open={open} centered title={t('mute.title')} width={460} footer={null} destroyOnHidden onCancel={onClose}>
      <MuteForm me={me} onClose={onClose} />
    </Modal>
  );
}

function MuteForm({ me, onClose }: { me: SignedIn; onClose: () => void }) {
  const { t } = useTranslation();
  const { mute: mutes, time } = useConsoleParts();
  const { message } = App.useApp();
  const nowMs = useNowMs();
  const holding = useMute(me.account);
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState<MuteMinutes>(5);
  const [tried, setTried] = useState(false);
  const field = useRef<InputRef>(null);
  const tell = useApiMutation('alarms.mute');
  const begin = (): void => {
    setTried(true);
    const why = reason.trim();
    if (why === '' || tell.isPending) {
      field.current?.focus();
      return;
    }
    const sinceMs = time.nowMs();
    const untilMs = Math.round(sinceMs + minutes * 60_000);
    tell.mutate(
      { untilMs, reason: why },
      {
        onSuccess: () => {
          mutes.set({ by: me.account, reason: why, sinceMs, untilMs });
          onClose();
        },
        onError: (error) => void message.warning(t('mute.failed', { reason: errorWords(error, t) })),
      },
    );
  };
  if (holding !== null) {
    return (
      <div className={styles.form}>
        <p className={styles.until}>{t('mute.isMuted', { time: clockTime(holding.untilMs) })}</p>
        <p>{t('mute.words')}</p>
        <div className={styles.acts}>
          <button type="button" onClick={onClose}>
            {t('mute.cancel')}
          </button>
          <button
            type="button"
            className={styles.begin}
            autoFocus
            onClick={() => {
              mutes.set(null);
              onClose();
            }}
          >
            {t('mute.end')}
          </button>
        </div>
      </div>
    );
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      <p>{t('mute.words')}</p>
      <label className={styles.field}>
        <b>{t('mute.reason')}</b>
        <Input
          ref={field}
          name="mute-reason"
          autoFocus
          maxLength={200}
          value={reason}
          status={tried && reason.trim() === '' ? 'error' : ''}
          placeholder={t('mute.reasonHint')}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <Chips label={t('mute.reason')}>
        {reasons.map((each) => (
          <Chip
            key={each}
            name={`mute-${each}`}
            on={reason === t(`mute.reasons.${each}`)}
            onPress={() => {
              setReason(t(`mute.reasons.${each}`));
              field.current?.focus();
            }}
          >
            <span>{t(`mute.reasons.${each}`)}</span>
          </Chip>
        ))}
      </Chips>
      <div className={styles.field}>
        <b>{t('mute.forHow')}</b>
        <Segmented<MuteMinutes>
          block
          value={minutes}
          options={muteMinutes.map((value) => ({ value, label: t('mute.minutes', { n: value }) }))}
          onChange={setMinutes}
        />
      </div>
      <p className={tried && reason.trim() === '' ? styles.missing : styles.until}>
        {tried && reason.trim() === ''
          ? t('mute.needReason')
          : t('mute.until', { time: clockTime(nowMs + minutes * 60_000) })}
      </p>
      <div className={styles.acts}>
        <button type="button" onClick={onClose}>
          {t('mute.cancel')}
        </button>
        <button type="submit" className={styles.begin} disabled={tell.isPending}>
          {t('mute.begin')}
        </button>
      </div>
    </form>
  );
}
