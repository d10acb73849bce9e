import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cameraCondition } from '#contract/health.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { dayAndTime, durationInWords } from '../../text/format.ts';
import styles from './health-strip.module.css';
import { piecesOf, rateInWords, reasonInWords } from './health-words.ts';

const hourMs = 3_600_000;
const spans = { day: 24 * hourMs, week: 7 * 24 * hourMs, month: 30 * 24 * hourMs } as const;
type Span = keyof typeof spans;
const spanNames: readonly Span[] = ['day', 'week', 'month'];
/** The line is drawn again this often, milliseconds. */
const stepMs = 60_000;

/** When a camera gave a picture and when it did not, on one line. */
export function HealthStrip({ cameraId }: { cameraId: string }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const [span, setSpan] = useState<Span>('day');
  const toMs = Math.ceil(nowMs / stepMs) * stepMs;
  const fromMs = toMs - spans[span];
  const { data } = useApiQuery('health.history', { cameraId, fromMs, toMs });
  const [kept, setKept] = useState(data);
  // The last line stays until the next one is there.
  if (data !== undefined && data !== kept) setKept(data);
  const shown = data ?? kept;
  const pieces = shown === undefined ? [] : piecesOf(shown.intervals, fromMs, nowMs);
  return (
    <section className={styles.history}>
      <header>
        <h3>{t('health.history')}</h3>
        <Segmented<Span>
          size="small"
          value={span}
          options={spanNames.map((each) => ({ value: each, label: t(`health.${each}`) }))}
          onChange={(next) => {
            setSpan(next);
            setKept(undefined);
          }}
        />
      </header>
      <div className={styles.strip} role="img" aria-label={t('health.history')} data-health-strip={pieces.length}>
        {pieces.map(({ interval, left, width }) => (
          <i
            key={interval.fromMs}
            data-condition={interval.condition}
            style={{ left: `${left.toFixed(3)}%`, width: `${width.toFixed(3)}%` }}
            title={[
              t(`health.condition.${interval.condition}`),
              ...(interval.reason === null ? [] : [reasonInWords(interval.reason, t)]),
              `${dayAndTime(interval.fromMs, nowMs)} – ${dayAndTime(interval.toMs, nowMs)}`,
              durationInWords(interval.toMs - interval.fromMs, t),
            ].join(' · ')}
          />
        ))}
      </div>
      <div className={styles.ends}>
        <span className="number">{dayAndTime(fromMs, nowMs).slice(0, -3)}</span>
        <b>
          {shown === undefined
            ? ''
            : shown.intervals.length === 0
              ? t('health.historyNone')
              : t('health.online', { rate: rateInWords(shown.online) ?? '—' })}
        </b>
        <span className="number">{dayAndTime(nowMs, nowMs).slice(0, -3)}</span>
      </div>
      <ul className={styles.legend}>
        {cameraCondition.options
          .filter((condition) => condition !== 'unknown')
          .map((condition) => (
            <li key={condition}>
              <i data-condition={condition} /> {t(`health.condition.${condition}`)}
            </li>
          ))}
        <li>
          <i /> {t('health.legendGap')}
        </li>
      </ul>
      {shown?.truncated === true ? <p className={styles.note}>{t('health.historyTruncated')}</p> : null}
    </section>
  );
}
