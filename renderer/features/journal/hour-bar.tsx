import { useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourCounts } from '#contract/search.ts';
import { clockTime, grouped, isoDate } from '../../text/format.ts';
import { CloseIcon } from '../../ui/icons.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import {
  brushAfterKey,
  brushOf,
  bucketsOf,
  bucketUnit,
  dragged,
  gripAt,
  indexAt,
  labelled,
  stretchOf,
} from './hour-bar-rules.ts';
import type { Brush, Bucket, BucketUnit, Grip, Stretch } from './hour-bar-rules.ts';
import styles from './hour-bar.module.css';
import type { BarWindow } from './journal-span.ts';

/** As many labels as stand apart on the narrowest screen. */
const mostLabels = 12;
/** An end of the brush can be taken within so many pixels. */
const reachPx = 7;

/**
 * What was seen by the hour, or by the day when the span is long; hits in red. Drag over it, or use the arrow keys,
 * to list only that stretch; Shift and an arrow widen it, Esc lists all of it again.
 */
export function HourBar(props: {
  window: BarWindow;
  counts: HourCounts | undefined;
  outdated: boolean;
  failed: boolean;
  nowMs: number;
  brushed: Stretch | null;
  onBrush: (stretch: Stretch | null, by: 'pointer' | 'key') => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const plot = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ grip: Grip; start: number; before: Brush | null; now: number } | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const buckets = bucketsOf(props.window, props.counts?.hours ?? []);
  const unit = bucketUnit(props.window);
  const chosen = brushOf(buckets, props.brushed);
  const brush = drag === null ? chosen : dragged(drag.grip, drag.before, drag.start, drag.now, buckets.length);
  const stretch = brush === null ? null : stretchOf(buckets, brush);
  const most = Math.max(1, ...buckets.map(({ sightings }) => sightings));
  const labels = new Set(labelled(buckets, unit, mostLabels));

  const fractionAt = (event: PointerEvent): number => {
    const { left, width } = (plot.current ?? event.currentTarget).getBoundingClientRect();
    return (event.clientX - left) / Math.max(1, width);
  };
  const barAt = (event: PointerEvent): number => indexAt(fractionAt(event), buckets.length);
  const down = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    const { width } = event.currentTarget.getBoundingClientRect();
    const reach = Math.min(0.5, (reachPx * buckets.length) / Math.max(1, width));
    const grip = gripAt(fractionAt(event) * buckets.length, chosen, reach);
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ grip, start: barAt(event), before: chosen, now: barAt(event) });
  };
  const up = (): void => {
    setDrag(null);
    if (drag === null) return;
    // A press inside the brush that moved nothing lists just that bar.
    const still = drag.grip === 'whole' && drag.start === drag.now;
    const drawn = still ? { anchor: drag.now, head: drag.now } : brush;
    props.onBrush(drawn === null ? null : stretchOf(buckets, drawn), 'pointer');
  };
  const key = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === 'ArrowDown') {
      props.onDone();
    } else if (event.key === 'Escape') {
      if (props.brushed === null) event.currentTarget.blur();
      else props.onBrush(null, 'key');
    } else {
      const next = brushAfterKey(event.key, event.shiftKey, chosen, buckets);
      if (next === null) return;
      props.onBrush(stretchOf(buckets, next), 'key');
    }
    event.preventDefault();
  };

  const told = hovered === null ? undefined : buckets[hovered];
  const words = stretch === null ? t('search.bar.whole') : stretchWords(stretch, unit, props.nowMs);
  return (
    <section className={styles.bar} data-unit={unit} data-outdated={props.outdated} aria-label={t('search.bar.label')}>
      <header>
        {stretch === null ? (
          <span className={styles.hint}>
            {props.window.whole ? t('search.bar.hint') : t('search.bar.lastDays')} <KeyCap>B</KeyCap>
          </span>
        ) : (
          <button
            type="button"
            className={styles.brushed}
            data-brushed={`${String(stretch.fromMs)}-${String(stretch.toMs)}`}
            title={t('search.bar.reset')}
            onClick={() => props.onBrush(null, 'pointer')}
          >
            <span className="number">{words}</span>
            <CloseIcon />
            <KeyCap>Esc</KeyCap>
          </button>
        )}
        <span className={styles.told}>
          {props.failed && props.counts === undefined ? (
            <em>{t('search.bar.failed')}</em>
          ) : told === undefined ? null : (
            <>
              <span className="number">{stretchWords(told, unit, props.nowMs)}</span>
              {t('search.bar.count', { n: grouped(told.sightings) })}
              {told.hits === 0 ? null : <b>{t('search.bar.hits', { n: grouped(told.hits) })}</b>}
            </>
          )}
        </span>
      </header>
      <div
        ref={plot}
        className={styles.plot}
        style={{ '--bars': buckets.length } as CSSProperties}
        role="slider"
        tabIndex={0}
        aria-label={t('search.bar.label')}
        aria-valuemin={0}
        aria-valuemax={buckets.length - 1}
        aria-valuenow={brush?.head ?? buckets.length - 1}
        aria-valuetext={words}
        data-hour-bar
        data-grip={drag?.grip}
        onKeyDown={key}
        onPointerDown={down}
        onPointerMove={(event) => {
          const at = barAt(event);
          setHovered(at);
          if (drag !== null && drag.now !== at) setDrag({ ...drag, now: at });
        }}
        onPointerUp={up}
        onPointerCancel={() => setDrag(null)}
        onPointerLeave={() => setHovered(null)}
      >
        {buckets.map((bucket, index) => (
          <Bar
            key={bucket.fromMs}
            bucket={bucket}
            most={most}
            label={labels.has(index) ? labelWords(bucket.fromMs, unit) : null}
            begins={unit === 'hour' && new Date(bucket.fromMs).getHours() === 0}
            out={stretch !== null && (bucket.toMs <= stretch.fromMs || bucket.fromMs >= stretch.toMs)}
            hovered={hovered === index}
          />
        ))}
        {brush === null ? null : (
          <span
            className={styles.brush}
            style={{
              left: `${String((Math.min(brush.anchor, brush.head) / buckets.length) * 100)}%`,
              width: `${String(((Math.abs(brush.head - brush.anchor) + 1) / buckets.length) * 100)}%`,
            }}
          />
        )}
      </div>
    </section>
  );
}

function Bar(props: {
  bucket: Bucket;
  most: number;
  label: string | null;
  /** A day begins here. */
  begins: boolean;
  out: boolean;
  hovered: boolean;
}) {
  const { sightings, hits } = props.bucket;
  return (
    <i
      data-bar={props.bucket.fromMs}
      data-sightings={sightings}
      data-hits={hits}
      data-out={props.out}
      data-hovered={props.hovered}
      data-begins={props.begins}
      style={{ '--height': sightings / props.most, '--hits': sightings === 0 ? 0 : hits / sightings } as CSSProperties}
    >
      {sightings === 0 ? null : <b>{hits === 0 ? null : <u />}</b>}
      {props.label === null ? null : <span className="number">{props.label}</span>}
    </i>
  );
}

function labelWords(atMs: number, unit: BucketUnit): string {
  if (unit === 'day' || new Date(atMs).getHours() === 0) return isoDate(atMs).slice(5);
  return clockTime(atMs).slice(0, 5);
}

/** `14:00–17:00` today, with the day in front of it otherwise; days as days. */
function stretchWords({ fromMs, toMs }: Stretch, unit: BucketUnit, nowMs: number): string {
  const day = (atMs: number): string => isoDate(atMs).slice(5);
  if (unit === 'day') {
    const last = day(toMs - 1);
    return day(fromMs) === last ? last : `${day(fromMs)} – ${last}`;
  }
  const time = (atMs: number): string => clockTime(atMs).slice(0, 5);
  // Midnight belongs to the day it ends.
  const end = time(toMs) === '00:00' ? '24:00' : time(toMs);
  const begin = `${isoDate(fromMs) === isoDate(nowMs) ? '' : `${day(fromMs)} `}${time(fromMs)}`;
  return day(fromMs) === day(toMs - 1) ? `${begin}–${end}` : `${begin} – ${day(toMs - 1)} ${end}`;
}
