import { Button, Popover, Slider } from 'antd';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#contract/access.ts';
import { useApiMutation } from '../api/use-api.ts';
import { useStation } from '../api/station-provider.tsx';
import { useQueryClient } from '@tanstack/react-query';
import { clockTime, isoDate } from '../text/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { PersonIcon, SpeakerIcon } from '../ui/icons.tsx';
import { StateDot } from '../ui/state-dot.tsx';
import { useMute, useNowMs, usePreferences, useRingerState } from '../features/console/console-parts.tsx';
import { SoundTest } from '../features/alarms/sound-test.tsx';
import { leastVolume } from '../features/console/preferences.ts';
import { useStatus } from '../features/console/remote.ts';
import { go } from '../features/console/route.ts';
import { CountyMeter } from './county-meter.tsx';
import { StorageMeter } from './storage-meter.tsx';
import { LanguageSwitch } from '../features/console/language-switch.tsx';
import styles from './status-bar.module.css';

/** 48 px: whose station this is, whether it can be trusted, and what time it is. */
export function StatusBar({ signedIn, onMute }: { signedIn: SignedIn; onMute: () => void }) {
  const { t } = useTranslation();
  const unitName = useStatus((status) => status.unit?.name ?? null);
  return (
    <header className={styles.bar} aria-label={t('status.label')}>
      <div className={styles.unit}>
        <strong>{unitName ?? t('product.name')}</strong>
        <Account signedIn={signedIn} />
      </div>
      <div className={styles.meters}>
        <CamerasMeter />
        <CountyMeter />
        <StorageMeter />
        <SoundMeter signedIn={signedIn} onMute={onMute} />
        <LanguageSwitch />
        <Clock />
      </div>
    </header>
  );
}

function Account({ signedIn }: { signedIn: SignedIn }) {
  const { t } = useTranslation();
  const signOut = useApiMutation('session.signOut');
  const queries = useQueryClient();
  const { reopen } = useStation();
  const leave = (): void => {
    signOut.mutate(undefined, {
      onSuccess: () => {
        void reopen();
        queries.clear();
        go('wall');
      },
    });
  };
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      content={
        <div className={styles.panel}>
          <div className={styles.who}>
            <strong>{signedIn.name}</strong>
            <span>
              {t(`role.${signedIn.role}`)} · {t('status.account')} {signedIn.account}
            </span>
          </div>
          <Button block onClick={leave} loading={signOut.isPending}>
            {t('status.signOut')}
          </Button>
        </div>
      }
    >
      <button type="button" className={styles.duty}>
        <PersonIcon />
        <span>
          {t('status.onDuty')} <b>{signedIn.name}</b>
          <i>{t(`role.${signedIn.role}`)}</i>
        </span>
      </button>
    </Popover>
  );
}

function CamerasMeter() {
  const { t } = useTranslation();
  const cameras = useStatus((status) => status.cameras);
  if (cameras === undefined) return null;
  const tone = cameras.total === 0 ? 'idle' : cameras.live === cameras.total ? 'ok' : 'warning';
  return (
    <button
      type="button"
      className={styles.meter}
      title={t('status.camerasHint', cameras)}
      onClick={() => go('devices')}
      data-cameras-live={cameras.live}
      data-cameras-total={cameras.total}
    >
      <StateDot tone={tone} />
      <span className={styles.label}>{t('status.cameras')}</span>
      <b className="number">
        {cameras.live}/{cameras.total}
      </b>
    </button>
  );
}

function SoundMeter({ signedIn, onMute }: { signedIn: SignedIn; onMute: () => void }) {
  const { t } = useTranslation();
  const [preferences, setPreferences] = usePreferences();
  const blocked = useRingerState() === 'blocked';
  const mute = useMute(signedIn.account);
  const waiting = signedIn.role === 'chief' && !preferences.ringsAtOnce;
  const words = blocked
    ? t('status.soundBlocked')
    : mute !== null
      ? t('mute.statusMuted', { time: clockTime(mute.untilMs).slice(0, 5) })
      : waiting
        ? t('mute.waiting')
        : t('mute.statusOn');
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div className={styles.panel}>
          <div className={styles.line}>
            <span>{t('status.soundPanel')}</span>
            <Button size="small" onClick={onMute}>
              {mute === null ? t('mute.open') : t('mute.end')} <KeyCap>M</KeyCap>
            </Button>
          </div>
          <label className={styles.line}>
            <span>{t('status.volume')}</span>
            <Slider
              className={styles.slider ?? ''}
              min={leastVolume}
              max={1}
              step={0.05}
              value={preferences.volume}
              tooltip={{ formatter: (value) => `${String(Math.round((value ?? 0) * 100))}%` }}
              onChange={(volume) => setPreferences({ volume })}
            />
          </label>
          <div className={styles.line}>
            <span>{t('status.test')}</span>
            <SoundTest size="small" />
          </div>
        </div>
      }
    >
      <button
        type="button"
        className={styles.meter}
        data-sound={blocked ? 'blocked' : mute !== null ? 'muted' : 'on'}
        title={blocked ? t('status.soundBlockedHint') : t('status.soundPanel')}
      >
        <span className={styles.speaker} data-trusted={mute === null && !blocked}>
          <SpeakerIcon on={mute === null && !blocked} />
        </span>
        <span className={styles.label}>{t('status.sound')}</span>
        <b data-warn={blocked || mute !== null}>{words}</b>
      </button>
    </Popover>
  );
}

function Clock() {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const now = new Date(nowMs);
  const day = t('time.monthDay', { month: now.getMonth() + 1, day: now.getDate() });
  const weekday = t(`time.weekdays.d${now.getDay() as 0 | 1 | 2 | 3 | 4 | 5 | 6}`);
  return (
    <time className={styles.clock} title={t('status.clock')} dateTime={`${isoDate(nowMs)}T${clockTime(nowMs)}`}>
      <b className="number">{clockTime(nowMs)}</b>
      <span>
        {day} {weekday}
      </span>
    </time>
  );
}
