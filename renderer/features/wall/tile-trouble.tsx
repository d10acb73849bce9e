import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from '../../text/index.ts';
import type { StreamState, TranscodeTrouble } from '#contract/camera.ts';
import { assertNever } from '../console/assert-never.ts';
import { useConsoleParts, useNowMs } from '../console/console-parts.tsx';
import { clockTime, durationInWords, dayAndTime, stopwatch } from '../../text/format.ts';
import styles from './tile.module.css';
import type { TileDetail, TileView } from '../../video/tile-view.ts';
import { codecInWords } from './codec-words.ts';

/** For a screen reader, in a word or two. */
export function tileStateWords(view: TileView, t: TFunction): string {
  const why = view.detail === null ? '' : whyWords(view.detail, t);
  switch (view.state) {
    case 'live':
      return t('tile.live');
    case 'connecting':
      return t('tile.connecting');
    case 'stale':
      return `${t('tile.staleState')} ${why}`.trim();
    case 'offline':
      return `${t('tile.offlineState')} ${why}`.trim();
    case 'unplayable':
      return t('tile.unplayableState');
    default:
      return assertNever(view.state);
  }
}

function whyWords(detail: TileDetail, t: TFunction): string {
  if (detail.from === 'console') return t(`consoleReason.${detail.reason}.why`);
  return detail.state.state === 'offline' ? t(`offline.${detail.state.reason}.why`) : '';
}

/** What keeps the station from showing otherwise what this console cannot decode. */
function transcodeTroubleOf(detail: TileDetail | null): TranscodeTrouble | null {
  return detail?.from === 'station' && detail.state.state === 'unplayable' ? (detail.state.trouble ?? null) : null;
}

/** Everything a tile says when it does not show the present. */
export function TileTrouble({ view }: { view: TileView }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const { time } = useConsoleParts();
  const { detail } = view;
  const lastFrameAtMs = view.lastFrameAtMs === null ? null : time.fromLocal(view.lastFrameAtMs);
  switch (view.state) {
    case 'live':
      return null;
    case 'connecting': {
      const attempt = detail?.from === 'station' && 'attempt' in detail.state ? detail.state.attempt : 0;
      return (
        <Overlay kind="connecting" title={t('tile.connecting')}>
          <span className={styles.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {attempt > 1 ? <small>{t('tile.connectingAttempt', { n: attempt })}</small> : null}
          {detail?.from === 'console' ? <small>{whyWords(detail, t)}</small> : null}
        </Overlay>
      );
    }
    case 'stale': {
      const why = detail === null ? '' : whyWords(detail, t);
      return (
        <Overlay
          kind="stale"
          title={t('tile.stale', { duration: durationInWords(nowMs - (lastFrameAtMs ?? nowMs), t) })}
          {...(lastFrameAtMs === null ? {} : { detail: t('tile.lastFrame', { time: clockTime(lastFrameAtMs) }) })}
        >
          {why === '' ? null : <small>{why}</small>}
        </Overlay>
      );
    }
    case 'offline':
      if (detail?.from === 'station' && detail.state.state === 'offline') return <Offline state={detail.state} />;
      return (
        <Overlay kind="offline" title={detail === null ? t('tile.offlineState') : whyWords(detail, t)}>
          {detail?.from === 'console' ? <p>{t(`consoleReason.${detail.reason}.advice`)}</p> : null}
        </Overlay>
      );
    case 'unplayable': {
      // What the station says is of now; the view's codec may be of the pictures before.
      const codec = detail?.from === 'station' && 'codec' in detail.state ? detail.state.codec : view.codec;
      const transcoding = transcodeTroubleOf(detail);
      if (transcoding !== null) {
        return (
          <Overlay
            kind="unplayable"
            title={t('tile.unplayable', { codec: codecInWords(codec ?? '') })}
            detail={t(`transcodeTrouble.${transcoding}.why`)}
          >
            <p>{t(`transcodeTrouble.${transcoding}.advice`)}</p>
          </Overlay>
        );
      }
      const reason = detail?.from === 'console' ? detail.reason : 'codec-unsupported';
      return (
        <Overlay
          kind="unplayable"
          title={
            codec === null || reason !== 'codec-unsupported'
              ? t(`consoleReason.${reason}.why`)
              : t('tile.unplayable', { codec: codecInWords(codec) })
          }
        >
          <p>{t(`consoleReason.${reason}.advice`)}</p>
        </Overlay>
      );
    }
    default:
      return assertNever(view.state);
  }
}

function Offline({ state }: { state: Extract<StreamState, { state: 'offline' }> }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  return (
    <Overlay
      kind="offline"
      title={t('tile.offline', { duration: stopwatch(nowMs - state.sinceMs) })}
      detail={t(`offline.${state.reason}.why`)}
    >
      <p>{t(`offline.${state.reason}.advice`)}</p>
      <small>
        {state.lastFrameAtMs === null
          ? t('tile.neverSeen')
          : t('tile.lastFrame', { time: dayAndTime(state.lastFrameAtMs, nowMs) })}
        {' · '}
        {retryWords(state.retryAtMs, state.attempt, nowMs, t)}
      </small>
    </Overlay>
  );
}

export function retryWords(retryAtMs: number | null, attempt: number, nowMs: number, t: TFunction): string {
  if (retryAtMs === null) return t('tile.noRetry');
  const seconds = Math.ceil((retryAtMs - nowMs) / 1000);
  const next = attempt + 1;
  return seconds <= 0 ? t('tile.retryNow', { attempt: next }) : t('tile.retryIn', { attempt: next, seconds });
}

function Overlay(props: { kind: string; title: string; detail?: string; children?: ReactNode }) {
  return (
    <div className={styles.trouble} data-kind={props.kind}>
      <strong>{props.title}</strong>
      {props.detail === undefined ? null : <span className={styles.detail}>{props.detail}</span>}
      {props.children}
    </div>
  );
}
