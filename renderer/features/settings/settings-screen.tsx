import { Segmented, Slider, Switch } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApiQuery } from '../../api/use-api.ts';
import { useConsoleParts, useNowMs, usePreferences } from '../console/console-parts.tsx';
import { holdSeconds, leastVolume } from '../console/preferences.ts';
import { useSignedIn, useStatus } from '../console/remote.ts';
import { SoundTest } from '../alarms/sound-test.tsx';
import { AccountsList, OwnAccount } from '../accounts/accounts-list.tsx';
import type { Language } from '../../text/index.ts';
import { dayAndTime, durationInWords, sizeInWords } from '../../text/format.ts';
import { KeyCap } from '../../ui/key-cap.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { EscalationSettings } from './escalation-settings.tsx';
import { KeyTable } from './key-table.tsx';
import styles from './settings-screen.module.css';

export function SettingsScreen() {
  const { t } = useTranslation();
  const { ringer } = useConsoleParts();
  const [preferences, setPreferences] = usePreferences();
  const voice = ringer.voice(preferences.language);
  const me = useSignedIn();
  return (
    <ScreenFrame title={t('settings.title')}>
      <div className={styles.cards}>
        <Card title={t('settings.display')} words={t('settings.browserOnly')}>
          <Line label={t('settings.language')}>
            <Segmented<Language>
              value={preferences.language}
              // Each language is named in itself.
              options={[
                { value: 'zh-CN', label: t('language.self', { lng: 'zh-CN' }) },
                { value: 'en', label: t('language.self', { lng: 'en' }) },
              ]}
              onChange={(language) => setPreferences({ language })}
            />
          </Line>
          <Line label={t('settings.largeText')} words={t('settings.largeTextWords')}>
            <Switch checked={preferences.largeText} onChange={(largeText) => setPreferences({ largeText })} />
          </Line>
          <Line label={t('wall.fit')} words={t('settings.fitWords')}>
            <Segmented<'fill' | 'whole'>
              value={preferences.pictureFit}
              options={[
                { value: 'fill', label: t('wall.fitFill') },
                { value: 'whole', label: t('wall.fitWhole') },
              ]}
              onChange={(pictureFit) => setPreferences({ pictureFit })}
            />
          </Line>
        </Card>
        <Card title={t('settings.sound')} words={t('settings.browserOnly')}>
          <Line label={t('status.soundPanel')} words={t('settings.soundWords')}>
            <span />
          </Line>
          <Line label={t('mute.open')} words={t('ring.mutedWords')}>
            <KeyCap>M</KeyCap>
          </Line>
          {me?.role === 'chief' ? (
            <Line label={t('ring.chiefAlways')} words={t('ring.chiefAlwaysWords')}>
              <Switch checked={preferences.ringsAtOnce} onChange={(ringsAtOnce) => setPreferences({ ringsAtOnce })} />
            </Line>
          ) : null}
          <Line label={t('settings.volume')} words={t('ring.escalatedWords')}>
            <Slider
              className={styles.slider ?? ''}
              min={leastVolume}
              max={1}
              step={0.05}
              value={preferences.volume}
              tooltip={{ formatter: (value) => `${String(Math.round((value ?? 0) * 100))}%` }}
              onChange={(volume) => setPreferences({ volume })}
            />
          </Line>
          <div className={styles.line}>
            <span>
              {t('settings.test')}
              <small>{t('ring.testWords')}</small>
            </span>
            <SoundTest />
          </div>
          <Line
            label={t('settings.speech')}
            words={voice === null ? t('settings.speechNone') : t('settings.speechVoice', { name: voice.name })}
          >
            <Switch
              checked={preferences.speech && voice !== null}
              disabled={voice === null}
              onChange={(speech) => setPreferences({ speech })}
            />
          </Line>
        </Card>
        <Card title={t('keys.wall')} words={t('settings.wallWords')}>
          <WallSettings />
        </Card>
        {me === null || me.role === 'guard' ? null : (
          <Card title={t('escalation.title')} words={t('escalation.words')}>
            <EscalationSettings />
          </Card>
        )}
        <Card title={t('settings.station')}>
          <StationFacts />
        </Card>
        {me === null ? null : (
          <Card title={t('accounts.own')}>
            <OwnAccount me={me} />
          </Card>
        )}
        {me === null || me.role === 'guard' ? null : (
          <Card
            title={t('accounts.title')}
            words={me.role === 'admin' ? t('accounts.words') : t('accounts.wordsChief')}
            wide
          >
            <AccountsList me={me} />
          </Card>
        )}
        <Card title={t('settings.keys')} words={t('settings.keysWords')} wide>
          <KeyTable />
        </Card>
      </div>
    </ScreenFrame>
  );
}

/** What may come onto the wall beside what was chosen: alarm, then activity, then patrol, then the view itself. */
function WallSettings() {
  const { t } = useTranslation();
  const [{ alarmTakesTile, alarmHoldSeconds, activityTakesTile }, setPreferences] = usePreferences();
  return (
    <>
      <Line label={t('settings.alarmTakesTile')} words={t('settings.alarmTakesTileWords')}>
        <Switch checked={alarmTakesTile} onChange={(on) => setPreferences({ alarmTakesTile: on })} />
      </Line>
      <Line label={t('settings.alarmHold')}>
        <Segmented<(typeof holdSeconds)[number]>
          disabled={!alarmTakesTile}
          value={alarmHoldSeconds}
          options={holdSeconds.map((value) => ({ value, label: durationInWords(value * 1000, t) }))}
          onChange={(value) => setPreferences({ alarmHoldSeconds: value })}
        />
      </Line>
      <Line label={t('settings.activityTakesTile')} words={t('settings.activityTakesTileWords')}>
        <Switch checked={activityTakesTile} onChange={(on) => setPreferences({ activityTakesTile: on })} />
      </Line>
    </>
  );
}

function StationFacts() {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const unit = useStatus((status) => status.unit);
  const freeBytes = useStatus((status) => status.disk.freeBytes);
  const { data } = useApiQuery('station.facts');
  const none = t('settings.facts.none');
  return (
    <Facts
      facts={[
        [t('settings.facts.unit'), unit?.name ?? none],
        [t('settings.facts.field'), unit === undefined || unit === null ? none : t(`field.${unit.field}`)],
        [t('settings.facts.viidId'), <span className="number">{unit?.viidId ?? none}</span>],
        [
          t('settings.facts.keyTarget'),
          unit?.keyTarget === true ? t('settings.facts.keyTargetYes') : t('settings.facts.keyTargetNo'),
        ],
        [t('settings.facts.version'), data === undefined ? '' : <span className="number">{data.version}</span>],
        [
          t('settings.facts.started'),
          data === undefined
            ? ''
            : `${dayAndTime(data.startedAtMs, nowMs)} · ${t('settings.facts.running')} ${durationInWords(nowMs - data.startedAtMs, t)}`,
        ],
        [
          t('settings.facts.viid'),
          data === undefined ? '' : <span className="number">{data.viidAddress ?? t('devices.viidOff')}</span>,
        ],
        [t('settings.facts.data'), data === undefined ? '' : <span className="number">{data.dataDirectory}</span>],
        [t('settings.facts.free'), freeBytes === undefined ? '' : sizeInWords(freeBytes)],
      ]}
    />
  );
}

function Card(props: { title: string; words?: string; wide?: boolean; children: ReactNode }) {
  return (
    <section className={styles.card} data-wide={props.wide === true}>
      <h2>
        {props.title}
        {props.words === undefined ? null : <small>{props.words}</small>}
      </h2>
      {props.children}
    </section>
  );
}

function Line(props: { label: string; words?: string; children: ReactNode }) {
  return (
    <label className={styles.line}>
      <span>
        {props.label}
        {props.words === undefined ? null : <small>{props.words}</small>}
      </span>
      {props.children}
    </label>
  );
}
