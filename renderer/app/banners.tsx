import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FeedConnection } from '../api/feed.ts';
import { clockTime, durationInWords } from '../text/format.ts';
import { useConsoleParts, useMute, useNowMs, useRingerState } from '../features/console/console-parts.tsx';
import { useStatus } from '../features/console/remote.ts';
import styles from './banners.module.css';

/** What must be known before anything on the page is believed. */
export function Banners({ connection, account }: { connection: FeedConnection; account: string | null }) {
  const { t } = useTranslation();
  const simulated = useStatus((status) => status.simulated) ?? false;
  const ringerState = useRingerState();
  return (
    <div className={styles.banners}>
      {connection === 'open' ? null : <LostBanner connection={connection} />}
      {ringerState === 'blocked' ? (
        <div className={styles.banner} data-kind="sound" role="status">
          <strong>{t('banner.soundBlocked')}</strong>
          <span>{t('banner.soundBlockedWords')}</span>
        </div>
      ) : null}
      {account === null ? null : <MutedBanner account={account} />}
      {simulated ? (
        <div className={styles.banner} data-kind="simulated" role="note">
          <strong>{t('banner.simulated')}</strong>
          <span>{t('banner.simulatedWords')}</span>
        </div>
      ) : null}
    </div>
  );
}

/** Until when this console is muted, and why; ends by itself. */
function MutedBanner({ account }: { account: string }) {
  const { t } = useTranslation();
  const { mute: mutes } = useConsoleParts();
  const mute = useMute(account);
  if (mute === null) return null;
  return (
    <div className={styles.banner} data-kind="muted" data-until={mute.untilMs} role="status">
      <strong>{t('mute.isMuted', { time: clockTime(mute.untilMs).slice(0, 5) })}</strong>
      <MutedWords reason={mute.reason} untilMs={mute.untilMs} />
      <button type="button" onClick={() => mutes.set(null)}>
        {t('mute.end')}
      </button>
    </div>
  );
}

function MutedWords({ reason, untilMs }: { reason: string; untilMs: number }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  return <span>{t('mute.isMutedWords', { reason, left: durationInWords(untilMs - nowMs, t) })}</span>;
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
