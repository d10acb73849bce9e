import { useTranslation } from 'react-i18next';
import type { RecognitionDevice } from '#contract/api.ts';
import { dayAndTime } from '../../text/format.ts';
import styles from './devices-screen.module.css';

type Viid = RecognitionDevice['viid'];

/** A device that fell silent is another case than one that never came. */
export const notRegisteredWords = (viid: Viid) =>
  viid?.state === 'expired' ? ('devices.registrationExpired' as const) : ('devices.notRegistered' as const);

/** What it says of itself, in one faint line. */
export function ToldOfItself({ viid }: { viid: Viid }) {
  const { t } = useTranslation();
  const told = viid?.told ?? null;
  if (told === null) return null;
  const words = [told.name, told.model, told.place, told.ipAddress].filter((each) => each !== null);
  if (told.online === false) words.push(t('devices.saysOffline'));
  return <div className={styles.faint}>{words.join(' · ')}</div>;
}

/** Whether a device that must be asked to report has been. */
export function SubscriptionLine({ viid, nowMs }: { viid: Viid; nowMs: number }) {
  const { t } = useTranslation();
  const subscription = viid?.subscription ?? null;
  if (subscription === null) return null;
  switch (subscription.state) {
    case 'active':
      return (
        <div className={styles.faint}>
          {t('devices.subscription.active', { time: dayAndTime(subscription.untilMs, nowMs) })}
        </div>
      );
    case 'waiting':
    case 'trying':
      return <div className={styles.faint}>{t(`devices.subscription.${subscription.state}`)}</div>;
    case 'failed':
      return <div className={styles.drift}>{t('devices.subscription.failed', { reason: subscription.reason })}</div>;
  }
}

/** What was left outside, and pictures still to come: counts, for nothing else of it is kept. */
export function NotKept({ viid }: { viid: Viid }) {
  const { t } = useTranslation();
  if (viid === undefined) return null;
  const { dropped, waiting } = viid;
  const lines = [
    ...(dropped.fields > 0 ? [t('devices.dropped.fields', { count: dropped.fields })] : []),
    ...(dropped.objects > 0 ? [t('devices.dropped.objects', { count: dropped.objects })] : []),
    ...(dropped.pictures > 0 ? [t('devices.dropped.pictures', { count: dropped.pictures })] : []),
    ...(waiting.unclaimed > 0 ? [t('devices.dropped.unclaimed', { count: waiting.unclaimed })] : []),
  ];
  return (
    <span className={styles.faint} title={t('devices.dropped.why')}>
      {lines.length === 0 ? t('devices.dropped.nothing') : lines.join(' · ')}
    </span>
  );
}
