import { App, Button, InputNumber, Slider } from 'antd';
import { useState } from 'react';
import type { ReactNode, SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { WatchlistSettings } from '#contract/watchlist.ts';
import { appErrorOf } from '../../api/app-error-of.ts';
import { useApiMutation, useApiQuery } from '../../api/use-api.ts';
import { errorWords } from '../console/error-words.ts';
import { percent } from '../journal/sighting-words.ts';
import type { TFunction } from '../../text/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { OwnCategories } from './own-categories.tsx';
import { letThrough, settingsOf, writtenOf } from './settings-rules.ts';
import type { WrittenSettings } from './settings-rules.ts';
import styles from './settings-side.module.css';
import { CameraThresholds } from './camera-thresholds.tsx';
import { listQueries } from './use-entries.ts';
import { WatchlistTabs } from './watchlist-tabs.tsx';

/** The unit's own categories, and how sure a match must be. */
export function SettingsSide() {
  const { t } = useTranslation();
  const { data, error, refetch } = useApiQuery('watchlist.settings');
  return (
    <ScreenFrame
      title={t('watchlist.tabs.settings')}
      tabs={<WatchlistTabs current="settings" />}
      words={t('watchlist.settings.words')}
    >
      {data === undefined ? (
        <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)}>
          {error === null ? null : <Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
        </EmptyState>
      ) : (
        <Form kept={data} />
      )}
    </ScreenFrame>
  );
}

function Form({ kept }: { kept: WatchlistSettings }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [first, setFirst] = useState(() => writtenOf(kept));
  const [written, setWritten] = useState(first);
  const [tried, setTried] = useState(false);
  const save = useApiMutation('watchlist.setSettings', { refreshes: ['watchlist.settings', ...listQueries] });
  const finished = settingsOf(written);
  const problems = tried && finished.outcome === 'incomplete' ? finished.problems : [];
  const set = (change: Partial<WrittenSettings>): void => {
    setWritten((current) => ({ ...current, ...change }));
    save.reset();
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setTried(true);
    if (finished.outcome === 'incomplete' || save.isPending) return;
    save.mutate(finished.settings, {
      onSuccess: (settings) => {
        const anew = writtenOf(settings);
        setFirst(anew);
        setWritten(anew);
        setTried(false);
        void message.success(t('watchlist.settings.saved'));
      },
    });
  };
  const touched = JSON.stringify(written) !== JSON.stringify(first);
  const failure = save.error === null ? null : refusedWords(save.error, t);
  return (
    <form className={styles.form} onSubmit={submit} noValidate data-watchlist-settings>
      <Card title={t('watchlist.settings.matching')}>
        <Line
          label={t('watchlist.settings.plateScore')}
          words={t(`watchlist.settings.plateScoreWords.${letThrough(written.plateScore)}`)}
        >
          <Score
            label={t('watchlist.settings.plateScore')}
            min={0.3}
            value={written.plateScore}
            onValue={(plateScore) => set({ plateScore })}
          />
        </Line>
        <Line label={t('watchlist.settings.readWindow')} words={t('watchlist.settings.readWindowWords')}>
          <Count
            label={t('watchlist.settings.readWindow')}
            unit={t('watchlist.settings.seconds')}
            max={600}
            value={written.readWindowSeconds}
            onValue={(readWindowSeconds) => set({ readWindowSeconds })}
          />
        </Line>
        <Line label={t('watchlist.settings.similarity')} words={t('watchlist.settings.similarityWords')}>
          <Score
            label={t('watchlist.settings.similarity')}
            min={0.5}
            value={written.similarity}
            onValue={(similarity) => set({ similarity })}
          />
        </Line>
        <CameraThresholds
          usual={written.similarity}
          byCamera={written.similarityByCamera}
          onByCamera={(similarityByCamera) => set({ similarityByCamera })}
        />
      </Card>
      <Card title={t('watchlist.settings.notice')}>
        <Line label={t('watchlist.settings.noticeDays')} words={t('watchlist.settings.noticeWords')}>
          <Count
            label={t('watchlist.settings.noticeDays')}
            unit={t('watchlist.settings.days')}
            max={90}
            value={written.expiryNoticeDays}
            onValue={(expiryNoticeDays) => set({ expiryNoticeDays })}
          />
        </Line>
      </Card>
      <Card title={t('watchlist.settings.own')} words={t('watchlist.settings.ownWords')}>
        <OwnCategories written={written} problems={problems} onWritten={setWritten} />
      </Card>
      <footer className={styles.foot}>
        <span role="alert">
          {failure ?? (problems.length === 0 ? '' : t('watchlist.problemsLeft', { n: problems.length }))}
        </span>
        <Button disabled={!touched} onClick={() => setWritten(first)}>
          {t('watchlist.settings.undo')}
        </Button>
        <Button type="primary" htmlType="submit" disabled={!touched} loading={save.isPending}>
          {t('watchlist.settings.save')}
        </Button>
      </footer>
    </form>
  );
}

/** A name that is taken, or a category that entries still have. */
function refusedWords(error: unknown, t: TFunction): string {
  const said = appErrorOf(error);
  const name = String(said?.facts['name'] ?? '');
  if (said?.code === 'conflict') return t('watchlist.settings.inUse', { name });
  if (said?.code === 'bad-input' && name !== '') return t('watchlist.settings.nameTaken', { name });
  return errorWords(error, t);
}

function Score(props: { label: string; min: number; value: number; onValue: (value: number) => void }) {
  return (
    <span className={styles.score}>
      <Slider
        className={styles.slider ?? ''}
        ariaLabelForHandle={props.label}
        min={props.min}
        max={1}
        step={0.01}
        value={props.value}
        tooltip={{ formatter: (value) => percent(value ?? 0) }}
        onChange={props.onValue}
      />
      <b className="number">{percent(props.value)}</b>
    </span>
  );
}

function Count(props: { label: string; unit: string; max: number; value: number; onValue: (value: number) => void }) {
  return (
    <InputNumber<number>
      aria-label={props.label}
      min={1}
      max={props.max}
      precision={0}
      suffix={props.unit}
      value={props.value}
      onChange={(value) => {
        if (value !== null) props.onValue(value);
      }}
    />
  );
}

function Card(props: { title: string; words?: string; children: ReactNode }) {
  return (
    <section className={styles.card}>
      <h2>
        {props.title}
        {props.words === undefined ? null : <small>{props.words}</small>}
      </h2>
      {props.children}
    </section>
  );
}

function Line(props: { label: string; words: string; children: ReactNode }) {
  return (
    <div className={styles.line}>
      <span>
        {props.label}
        <small>{props.words}</small>
      </span>
      {props.children}
    </div>
  );
}
