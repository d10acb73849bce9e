import { useTranslation } from 'react-i18next';
import type { StreamState } from '#contract/camera.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { durationInWords } from '../../text/format.ts';
import type { TFunction } from '../../text/index.ts';
import { StateDot } from '../../ui/state-dot.tsx';
import { codecInWords } from '../wall/codec-words.ts';
import { retryWords } from '../wall/tile-trouble.tsx';
import styles from './devices-screen.module.css';

/** A stream: whether it comes, what it is or why it does not come, and from where. */
export function StreamLine({ state, address }: { state: StreamState | null; address: string }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  return (
    <span className={styles.stream} data-state={state?.state ?? 'none'}>
      <span className={styles.line}>
        <StateDot tone={state?.state === 'live' ? 'ok' : state === null ? 'idle' : 'warning'} />
        <b>{state === null ? t('devices.noState') : t(`devices.state.${state.state}`)}</b>
        {state === null ? null : <span>{streamWords(state, nowMs, t)}</span>}
      </span>
      <code>{address}</code>
    </span>
  );
}

function streamWords(state: StreamState, nowMs: number, t: TFunction): string {
  const lasting = t('devices.liveFor', { duration: durationInWords(nowMs - state.sinceMs, t) });
  switch (state.state) {
    case 'live': {
      const size =
        state.width === null || state.height === null ? '' : `${String(state.width)}×${String(state.height)} `;
      return `${codecInWords(state.codec)} ${size}· ${lasting}`;
    }
    case 'connecting':
      return state.attempt > 1 ? t('tile.connectingAttempt', { n: state.attempt }) : '';
    case 'stale':
      return lasting;
    case 'unplayable':
      return codecInWords(state.codec);
    case 'offline':
      return `${t(`offline.${state.reason}.why`)} · ${lasting} · ${retryWords(state.retryAtMs, state.attempt, nowMs, t)}`;
  }
}
