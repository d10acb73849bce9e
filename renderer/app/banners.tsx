import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FeedConnection } from '../api/feed.ts';
import { clockTime, durationInWords } from '../text/format.ts';
import { useConsoleParts, useNowMs, usePreferences, useRingerState } from '../features/console/console-parts.tsx';
import { useStatus } from '../features/console/remote.ts';
import styles from './banners.module.css';

/** What must be known before anything on the page is believed. */
export function Banners({ connection }: { connection: FeedConnection }) {
  const { t } = useTranslation();
  const simulated = useStatus((status) => status.simulated) ?? false;
  const ringerState = useRingerState();
  const [{ soundOn }] = usePreferences();
  return (
    <div className={styles.banners}>
      {connection === 'open' ? null : <LostBanner connection={connection} />}
      {soundOn && ringerState === 'blocked' ? (
        <div className={styles.banner} data-kind="sound" role="status">
          <strong>{t('banner.soundBlocked')}</strong>
          <span>{t('banner.soundBlockedWords')}</span>
        </div>
      ) : null}
      {simulated ? (
        <div className={styles.banner} data-kind="simulated" role="note">
          <strong>{t('banner.simulated')}</strong>
          <span>{t('banner.simulatedWords')}</span>
        </div>
      ) : null}
    </div>
  );
}

/** A reconnect shorter than this is not worth a guard's attention. */
const blipMs = 1_500;

function LostBanner({ connection }: { connection: FeedConnection }) {
  const { t } = useTranslation();
  const { time } = useConsoleParts();
  const [sinceMs] = useState(() => time.nowMs());
  const lastKnownMs = useStatus((status) => status.nowMs);
  const nowMs = useNowMs();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), blipMs);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  const duration = durationInWords(nowMs - sinceMs, t);
  return (
    <div className={styles.banner} data-kind="lost" data-connection={connection} role="alert">
      <strong>{t('banner.lost')}</strong>
      <span>
        {lastKnownMs === undefined
          ? t('banner.lostWordsNever', { duration })
          : t('banner.lostWords', { time: clockTime(lastKnownMs), duration })}
      </span>
    </div>
  );
}
