import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScheduleSpan } from '#contract/rule.ts';
import { Chip, Chips } from '../../ui/chips.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { toggled } from '../journal/journal-filter.ts';
import styles from './fields.module.css';
import { minuteInWords, mostSpans, parseMinute, presetNames, presetOf, presets, weekdays } from './week.ts';
import { WeekStrip } from './week-strip.tsx';

/** When the rule holds: one of the usual times, hours switched on a strip, or spans to the minute. */
export function ScheduleFields(props: {
  schedule: readonly ScheduleSpan[];
  wrong: boolean;
  onChange: (schedule: ScheduleSpan[]) => void;
}) {
  const { t } = useTranslation();
  const { schedule } = props;
  const [refused, setRefused] = useState<'nothing-left' | 'too-many' | null>(null);
  const preset = presetOf(schedule);
  const change = (next: ScheduleSpan[]): void => {
    setRefused(null);
    props.onChange(next);
  };
  const changeSpan = (at: number, part: Partial<ScheduleSpan>): void =>
    change(schedule.map((span, index) => (index === at ? { ...span, ...part } : span)));
  return (
    <div className={styles.fields}>
      <Chips label={t('rules.presets')}>
        {presetNames.map((name) => (
          <Chip
            key={name}
            name={`preset-${name}`}
            on={preset === name}
            onPress={() => change(presets[name].map((span) => ({ ...span, days: [...span.days] })))}
          >
            {t(`rules.preset.${name}`)}
          </Chip>
        ))}
        {preset === null ? (
          <Chip on onPress={() => undefined}>
            {t('rules.preset.own')}
          </Chip>
        ) : null}
      </Chips>
      <WeekStrip schedule={schedule} onChange={change} onRefused={setRefused} />
      {refused === null && !props.wrong ? null : (
        <p className={styles.wrong} role="alert">
          {refused === null ? t('rules.problem.schedule') : t(`rules.stripRefused.${refused}`)}
        </p>
      )}
      <ul className={styles.spans} hidden={schedule.length === 0}>
        {schedule.map((span, at) => (
          <li key={at} data-span={at}>
            <Chips label={t('rules.spanDays')}>
              {weekdays.map((day) => (
                <Chip
                  key={day}
                  narrow
                  title={t(`ruleSentence.weekday.d${day}`)}
                  on={span.days.includes(day)}
                  onPress={() => changeSpan(at, { days: toggled(span.days, day).sort((a, b) => a - b) })}
                >
                  {t(`rules.days.d${day}`)}
                </Chip>
              ))}
            </Chips>
            <TimeField
              label={t('rules.spanFrom')}
              minute={span.fromMinute}
              last={1439}
              onChange={(fromMinute) => changeSpan(at, { fromMinute })}
            />
            <span>–</span>
            <TimeField
              label={t('rules.spanTo')}
              minute={span.toMinute}
              last={1440}
              onChange={(toMinute) => changeSpan(at, { toMinute })}
            />
            <small>{span.toMinute > span.fromMinute ? '' : t('rules.spanNext')}</small>
            <button
              type="button"
              className={styles.less}
              aria-label={t('rules.spanRemove')}
              onClick={() => change(schedule.filter((_, index) => index !== at))}
            >
              <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      {schedule.length < mostSpans ? (
        <Button
          type="dashed"
          size="small"
          className={styles.more ?? ''}
          onClick={() => change([...schedule, { days: [1, 2, 3, 4, 5], fromMinute: 18 * 60, toMinute: 24 * 60 }])}
        >
          {t('rules.spanAdd')}
        </Button>
      ) : null}
    </div>
  );
}

/** A time of day as people type it; what is none is marked until it is left, and then forgotten. */
function TimeField(props: { label: string; minute: number; last: number; onChange: (minute: number) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const parsed = typed === null ? props.minute : parseMinute(typed);
  const wrong = parsed === null || parsed > props.last;
  return (
    <input
      type="text"
      className={styles.time}
      inputMode="numeric"
      aria-label={props.label}
      aria-invalid={wrong}
      title={wrong ? t('rules.spanBad') : props.label}
      value={typed ?? minuteInWords(props.minute)}
      onFocus={(event) => event.target.select()}
      onChange={(event) => {
        setTyped(event.target.value);
        const minute = parseMinute(event.target.value);
        // `2` may become `22:00`: only what is whole is taken while it is typed.
        if (minute !== null && minute <= props.last && /^\d{4}$|[:：]\d{2}$/.test(event.target.value))
          props.onChange(minute);
      }}
      onBlur={() => {
        if (parsed !== null && !wrong && parsed !== props.minute) props.onChange(parsed);
        setTyped(null);
      }}
    />
  );
}
