import { useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScheduleSpan } from '#contract/rule.ts';
import { cornersOf, hourOf, movedPatch, switchedPatch } from './strip-rules.ts';
import type { Patch } from './strip-rules.ts';
import { covered, dayMinutes, minuteInWords, stretchesOf, weekdays } from './week.ts';
import styles from './week-strip.module.css';

const hourMarks = [0, 6, 12, 18, 24] as const;
const monday = { day: 0, hour: 8 };

/** The week, a line a day: when the rule holds, to the minute. With `onChange`, hours are switched on it. */
export function WeekStrip(props: {
  schedule: readonly ScheduleSpan[];
  onChange?: (schedule: ScheduleSpan[]) => void;
  /** The hours just switched cannot be said in spans. */
  onRefused?: (why: 'nothing-left' | 'too-many') => void;
}) {
  const { t } = useTranslation();
  const { schedule, onChange } = props;
  const [patch, setPatch] = useState<Patch>({ anchor: monday, cursor: monday });
  const [focused, setFocused] = useState(false);
  const stretches = stretchesOf(schedule);
  const apply = (changed: Patch): void => {
    const next = switchedPatch(schedule, changed);
    if (next.outcome === 'switched') onChange?.(next.schedule);
    else props.onRefused?.(next.outcome);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === ' ' || event.key === 'Enter') {
      apply(patch);
      setPatch({ anchor: patch.cursor, cursor: patch.cursor });
    } else {
      const moved = movedPatch(patch, event.key, event.shiftKey);
      if (moved === null) return;
      setPatch(moved);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const cellAt = (event: PointerEvent): Patch['cursor'] => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (at: number, from: number, size: number, count: number): number =>
      Math.min(count - 1, Math.max(0, Math.floor(((at - from) / size) * count)));
    return {
      day: share(event.clientY, box.top, box.height, 7),
      hour: share(event.clientX, box.left, box.width, 24),
    };
  };
  const pointing =
    onChange === undefined
      ? {}
      : {
          onPointerDown(event: PointerEvent) {
            event.currentTarget.setPointerCapture(event.pointerId);
            const cell = cellAt(event);
            setPatch({ anchor: cell, cursor: cell });
          },
          onPointerMove(event: PointerEvent) {
            if (event.buttons === 1) setPatch({ ...patch, cursor: cellAt(event) });
          },
          onPointerUp: () => apply(patch),
        };
  const { days, hours } = cornersOf(patch);
  const state = { all: 'rules.stripOn', part: 'rules.stripPart', none: 'rules.stripOff' } as const;
  return (
    <div className={styles.strip} data-week-strip>
      <div className={styles.hours} aria-hidden="true">
        {hourMarks.map((hour) => (
          <span key={hour} style={{ left: `${String((hour / 24) * 100)}%` }}>
            {hour}
          </span>
        ))}
      </div>
      <div className={styles.days} aria-hidden="true">
        {weekdays.map((day) => (
          <span key={day}>{t(`ruleSentence.weekday.d${day}`)}</span>
        ))}
      </div>
      <div
        className={styles.field}
        data-change={onChange !== undefined}
        role={onChange === undefined ? 'img' : 'application'}
        aria-label={t('rules.strip')}
        {...(onChange === undefined
          ? {}
          : { tabIndex: 0, onKeyDown, onFocus: () => setFocused(true), onBlur: () => setFocused(false) })}
        {...pointing}
      >
        {weekdays.map((day) => (
          <i key={day} className={styles.day}>
            {stretches
              .map(([from, to]) => [from - (day - 1) * dayMinutes, to - (day - 1) * dayMinutes] as const)
              .filter(([from, to]) => to > 0 && from < dayMinutes)
              .map(([from, to]) => (
                <b
                  key={from}
                  style={{
                    left: `${String((Math.max(0, from) / dayMinutes) * 100)}%`,
                    right: `${String(100 - (Math.min(dayMinutes, to) / dayMinutes) * 100)}%`,
                  }}
                />
              ))}
          </i>
        ))}
        {onChange === undefined || !focused ? null : (
          <em
            className={styles.patch}
            style={{
              left: `${String((hours[0] / 24) * 100)}%`,
              width: `${String(((hours[1] - hours[0] + 1) / 24) * 100)}%`,
              top: `${String((days[0] / 7) * 100)}%`,
              height: `${String(((days[1] - days[0] + 1) / 7) * 100)}%`,
            }}
          />
        )}
      </div>
      {onChange === undefined ? null : (
        <p className={styles.said}>
          <span aria-live="polite">
            {focused
              ? t('rules.stripCell', {
                  day: t(`ruleSentence.weekday.d${weekdays[patch.cursor.day] ?? 1}`),
                  from: minuteInWords(patch.cursor.hour * 60),
                  to: minuteInWords(patch.cursor.hour * 60 + 60),
                  state: t(state[covered(stretches, hourOf(patch.cursor))]),
                })
              : t('rules.stripHint')}
          </span>
        </p>
      )}
    </div>
  );
}
