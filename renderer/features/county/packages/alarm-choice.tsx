import { Button, Checkbox } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alarm } from '#contract/alarm.ts';
import { alarmPlace, alarmSubject, alarmTitle } from '../../alarms/alarm-words.ts';
import { useTodayMs } from '../../console/console-parts.tsx';
import { dayAndTime, grouped } from '../../../text/format.ts';
import { movedTo, takenAlong, toggled } from './chosen-alarms.ts';
import styles from './make-package.module.css';

/** Whose pictures and clips go in. Arrows move, the space bar chooses. */
export function AlarmChoice(props: {
  /** Newest first. */
  offered: readonly Alarm[];
  /** As many were raised in the period; more than are offered when it is a busy one. */
  of: number;
  chosen: ReadonlySet<number>;
  onChosen: (chosen: ReadonlySet<number>) => void;
}) {
  const { t } = useTranslation();
  const { offered, of, chosen, onChosen } = props;
  const list = useRef<HTMLUListElement>(null);
  if (offered.length === 0) return <p className={styles.nothing}>{t('packages.make.alarmsNone')}</p>;
  const taken = takenAlong(offered, chosen).length;
  return (
    <div className={styles.alarms}>
      <header>
        <span data-chosen={taken}>{t('packages.make.chosen', { n: taken, of: offered.length })}</span>
        <Button
          size="small"
          data-choose="all"
          disabled={taken === offered.length}
          onClick={() => onChosen(new Set(offered.map(({ id }) => id)))}
        >
          {t('packages.make.all')}
        </Button>
        <Button size="small" data-choose="none" disabled={taken === 0} onClick={() => onChosen(new Set())}>
          {t('packages.make.none')}
        </Button>
      </header>
      {of > offered.length ? (
        <p>{t('packages.make.alarmsLimit', { n: grouped(offered.length), of: grouped(of) })}</p>
      ) : null}
      <ul
        ref={list}
        onKeyDown={(event) => {
          const boxes = [...(list.current?.querySelectorAll<HTMLInputElement>('input[type="checkbox"]') ?? [])];
          const place = boxes.findIndex((box) => box === event.target);
          const next = movedTo(event.key, place, boxes.length);
          if (next === null) return;
          event.preventDefault();
          event.stopPropagation();
          boxes[next]?.focus();
        }}
      >
        {offered.map((alarm) => (
          <li key={alarm.id} data-alarm-choice={alarm.id}>
            <Checkbox checked={chosen.has(alarm.id)} onChange={() => onChosen(toggled(chosen, alarm.id))}>
              <AlarmWords alarm={alarm} />
            </Checkbox>
          </li>
        ))}
      </ul>
    </div>
  );
}

function AlarmWords({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  return (
    <span className={styles.alarm}>
      <span className="number">{dayAndTime(alarm.raisedAtMs, todayMs)}</span>
      <b>
        {alarmTitle(alarm, t)} {alarmSubject(alarm, t)}
      </b>
      <span>{alarmPlace(alarm, t)}</span>
      <span>
        {alarm.resolved === null ? t(`alarm.state.${alarm.state}`) : t(`alarm.outcome.${alarm.resolved.outcome}`)}
      </span>
    </span>
  );
}
