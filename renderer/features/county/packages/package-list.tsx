import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MadePackage } from '#contract/package.ts';
import { useTodayMs } from '../../console/console-parts.tsx';
import { routeTo } from '../../console/route.ts';
import { dayAndTime, sizeInWords } from '../../../text/format.ts';
import { StateDot } from '../../../ui/state-dot.tsx';
import { periodInWords } from '../summaries/report-words.ts';
import { stateInWords } from './package-words.ts';
import styles from './packages.module.css';

const tones = { making: 'idle', ready: 'ok', failed: 'warning', gone: 'idle' } as const;

export function PackageList(props: {
  packages: readonly MadePackage[];
  shown: number | null;
  more: (() => void) | null;
  tools: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <section className={styles.list} aria-label={t('packages.listLabel')}>
      <header>{props.tools}</header>
      {props.packages.length === 0 ? (
        <div className={styles.none}>
          <strong>{t('packages.empty')}</strong>
          <p>{t('packages.emptyWords')}</p>
        </div>
      ) : null}
      <ul>
        {props.packages.map((made) => (
          <li key={made.id}>
            <PackageLine made={made} current={made.id === props.shown} />
          </li>
        ))}
      </ul>
      {props.more === null ? null : <Button onClick={props.more}>{t('packages.more')}</Button>}
    </section>
  );
}

function PackageLine({ made, current }: { made: MadePackage; current: boolean }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { id, state, fromMs, toMs, reason, madeByName, madeAtMs, bytes, progress, receipt } = made;
  return (
    <a
      className={styles.line}
      href={routeTo('county', 'packages', id)}
      aria-current={current}
      data-package={id}
      data-package-state={state}
    >
      <b>{periodInWords(fromMs, toMs)}</b>
      <span className={styles.size}>{bytes === null ? '' : sizeInWords(bytes)}</span>
      <span className={styles.reason}>{reason}</span>
      <span className={styles.state}>
        <StateDot tone={tones[state]} />
        {stateInWords(made, t)}
        {receipt === null ? null : <i>{t('packages.receiptShort')}</i>}
      </span>
      <small>{t('packages.facts.byWords', { name: madeByName, time: dayAndTime(madeAtMs, todayMs) })}</small>
      {state === 'making' ? (
        <span className={styles.progress} aria-hidden="true">
          <i style={{ width: `${String(Math.floor((progress ?? 0) * 100))}%` }} />
        </span>
      ) : null}
    </a>
  );
}
