import { Checkbox, InputNumber, Popover, Segmented } from 'antd';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNowMs } from '../console/console-parts.tsx';
import { assertNever } from '../console/assert-never.ts';
import { KeyCap } from '../../ui/key-cap.tsx';
import { ArrowIcon } from '../../ui/icons.tsx';
import { secondsLeft } from './patrol.ts';
import type { Patrol } from './patrol.ts';
import styles from './panels.module.css';
import type { Wall } from './use-wall.ts';

/** Starts and stops the patrol, and says how long the present picture stays. */
export function PatrolButton(props: { wall: Wall; patrol: Patrol; open: boolean; onOpen: (open: boolean) => void }) {
  const { t } = useTranslation();
  const { wall, patrol } = props;
  const { on } = wall.kept.patrol;
  const toggle = (): void => {
    if (!on && !wall.canPatrol) props.onOpen(true);
    else wall.memory.set({ patrol: { ...wall.kept.patrol, on: !on } });
  };
  return (
    <span className={styles.pair}>
      <button
        type="button"
        className={styles.tool}
        aria-pressed={on}
        data-patrol={patrol.state}
        data-paused={patrol.state === 'paused' ? patrol.why : undefined}
        onClick={toggle}
      >
        {patrol.state === 'off' ? <span>{t('patrol.title')}</span> : <PatrolWords patrol={patrol} />}
        <KeyCap>P</KeyCap>
      </button>
      <Popover
        trigger="click"
        placement="bottomLeft"
        open={props.open}
        onOpenChange={props.onOpen}
        destroyOnHidden
        content={<PatrolPanel wall={wall} />}
      >
        <button type="button" className={styles.tool} aria-label={t('patrol.settings')} title={t('patrol.settings')}>
          <ArrowIcon to="down" />
        </button>
      </Popover>
    </span>
  );
}

function PatrolWords({ patrol }: { patrol: Patrol }) {
  const { t } = useTranslation();
  useNowMs(); // written anew each second
  const seconds = secondsLeft(patrol, Date.now()) ?? 0;
  switch (patrol.state) {
    case 'off':
      return null;
    case 'running':
      return <span>{t('patrol.left', { seconds })}</span>;
    case 'paused':
      return (
        <span className={styles.held}>
          {patrol.why === 'touched' ? t('patrol.heldTouched', { seconds }) : t(`patrol.held.${patrol.why}`)}
        </span>
      );
    default:
      return assertNever(patrol);
  }
}

function PatrolPanel({ wall }: { wall: Wall }) {
  const { t } = useTranslation();
  const { patrol } = wall.kept;
  const set = (change: Partial<typeof patrol>): void => wall.memory.set({ patrol: { ...patrol, ...change } });
  return (
    <div className={styles.panel}>
      <h3>{t('patrol.title')}</h3>
      <Segmented<typeof patrol.through>
        block
        value={patrol.through}
        options={[
          { value: 'pages', label: t('patrol.pages') },
          { value: 'groups', label: t('patrol.groups') },
          { value: 'views', label: t('patrol.views') },
        ]}
        onChange={(through) => set({ through })}
      />
      {patrol.through !== 'views' ? (
        <label className={styles.line}>
          <span>{t('patrol.everyPage')}</span>
          <Seconds value={patrol.pageSeconds} onChange={(pageSeconds) => set({ pageSeconds })} />
        </label>
      ) : wall.views.length === 0 ? (
        <p className={styles.words}>{t('patrol.noViews')}</p>
      ) : (
        <ul className={styles.list}>
          {wall.views.map((view) => (
            <li key={view.id} className={styles.line}>
              <Checkbox
                checked={view.patrolSeconds !== null}
                onChange={({ target }) => wall.changeView(view, { patrolSeconds: target.checked ? 20 : null })}
              >
                {view.name}
              </Checkbox>
              {view.patrolSeconds === null ? null : (
                <Seconds
                  value={view.patrolSeconds}
                  onChange={(patrolSeconds) => wall.changeView(view, { patrolSeconds })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {wall.canPatrol ? null : (
        <p className={styles.words} data-warn>
          {t(`patrol.tooFew.${patrol.through}`)}
        </p>
      )}
      <p className={styles.words}>{t('patrol.words')}</p>
    </div>
  );
}

function Seconds({ value, onChange }: { value: number; onChange: (seconds: number) => void }) {
  const { t } = useTranslation();
  // What is typed stays until it is kept: the list that the station sends meanwhile still has the old one.
  const [draft, setDraft] = useState<number | null>(null);
  const [keptValue, setKeptValue] = useState(value);
  if (keptValue !== value) {
    setKeptValue(value);
    setDraft(null);
  }
  const [isTyping, setTyping] = useState(false);
  const keep = useEffectEvent((): void => {
    const isWhole = draft !== null && draft >= shortestSeconds && draft <= longestSeconds;
    if (isWhole && draft !== value) onChange(draft);
  });
  // When it is complete: 1 on the way to 15 is not a dwell time.
  useEffect(() => {
    if (!isTyping) keep();
  }, [isTyping, draft]);
  return (
    <InputNumber<number>
      className={styles.seconds ?? ''}
      min={shortestSeconds}
      max={longestSeconds}
      step={5}
      precision={0}
      value={draft ?? value}
      suffix={t('patrol.seconds')}
      changeOnWheel={false}
      onChange={setDraft}
      onFocus={() => setTyping(true)}
      onBlur={() => setTyping(false)}
      onPressEnter={() => setTyping(false)}
      onStep={() => setTyping(false)}
    />
  );
}

const shortestSeconds = 5;
const longestSeconds = 300;
