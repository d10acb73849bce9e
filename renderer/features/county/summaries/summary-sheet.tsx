import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { alarmOutcome } from '#contract/alarm.ts';
import { sightingKind } from '#contract/sighting.ts';
import { intactFromOnlineRate } from '#contract/summary.ts';
import type { SummaryReport } from '#contract/summary.ts';
import { entryCategory } from '#contract/watchlist.ts';
import { grouped } from '../../../text/format.ts';
import { kindInWords, rateInWords, reportPeriod, reportTime, responseInWords } from './report-words.ts';
import { CrowdTable, RetentionTable } from './sheet-tables.tsx';
import styles from './summary-sheet.module.css';

/** A summary as a page that a chief reads and signs. The same on the screen and on paper. */
export function SummarySheet({ report, preview }: { report: SummaryReport; preview: boolean }) {
  const { t } = useTranslation();
  const { alarms, cameras, list, sightings } = report;
  const sum = (counts: readonly number[]): number => counts.reduce((total, n) => total + n, 0);
  const outcomes = alarmOutcome.options.map((outcome) => alarms.byOutcome[outcome]);
  return (
    <article className={styles.sheet} data-sheet={report.key}>
      <header>
        <p>{report.unit.name}</p>
        <h1>{kindInWords(report.period, t)}</h1>
        {preview ? <strong data-preview>{t('summaries.sheet.preview')}</strong> : null}
        <dl>
          <Fact label={t('summaries.sheet.period')} value={reportPeriod(report.period)} wide />
          <Fact label={t('summaries.sheet.generated')} value={reportTime(report.generatedAt)} />
          <Fact label={t('summaries.sheet.viidId')} value={report.unit.viidId ?? t('common.none')} />
          {preview ? null : <Fact label={t('summaries.sheet.key')} value={report.key} wide />}
        </dl>
      </header>

      <Section title={t('summaries.sheet.sightings')} words={t('summaries.sheet.sightingsWords')}>
        <Figures>
          {sightingKind.options.map((kind) => (
            <Figure key={kind} label={t(`journal.kinds.${kind}`)} value={grouped(sightings[kind])} />
          ))}
          <Figure label={t('summaries.sheet.sightingsTotal')} value={grouped(sum(Object.values(sightings)))} total />
        </Figures>
      </Section>

      <Section title={t('summaries.sheet.alarms')}>
        <div className={styles.columns}>
          <Lines title={t('summaries.sheet.byCategory')}>
            {entryCategory.options.map((category) => (
              <Line
                key={category}
                label={t(`watchlist.category.${category}`)}
                value={grouped(alarms.byCategory[category])}
              />
            ))}
            <Line label={t('summaries.sheet.byRule')} value={grouped(alarms.byRule)} />
            <Line label={t('summaries.sheet.raised')} value={grouped(alarms.raised)} total />
          </Lines>
          <Lines title={t('summaries.sheet.byOutcome')}>
            {alarmOutcome.options.map((outcome, place) => (
              <Line key={outcome} label={t(`alarm.outcome.${outcome}`)} value={grouped(outcomes[place] ?? 0)} />
            ))}
            <Line label={t('summaries.sheet.resolved')} value={grouped(sum(outcomes))} total />
          </Lines>
          <Response alarms={alarms} />
        </div>
      </Section>

      <Section title={t('summaries.sheet.list')}>
        <Figures>
          {(['added', 'changed', 'approved', 'withdrawn', 'expired'] as const).map((change) => (
            <Figure key={change} label={t(`summaries.sheet.${change}`)} value={grouped(list[change])} />
          ))}
          <Figure label={t('summaries.sheet.inForce')} value={grouped(list.inForce)} total />
        </Figures>
      </Section>

      <Section title={t('summaries.sheet.cameras')}>
        <Figures>
          <Figure label={t('summaries.sheet.total')} value={grouped(cameras.total)} />
          <Figure label={t('summaries.sheet.onlineRate')} value={rateInWords(cameras.onlineRate, t)} />
          <Figure
            label={t('summaries.sheet.intact')}
            value={cameras.intact === null ? t('summaries.notMeasured') : grouped(cameras.intact)}
          />
          <Figure label={t('summaries.sheet.intactRate')} value={rateInWords(cameras.intactRate, t)} />
        </Figures>
        <p className={styles.formula}>{t('summaries.sheet.onlineFormula')}</p>
        <p className={styles.formula}>
          {t('summaries.sheet.intactFormula', { rate: `${String(intactFromOnlineRate * 100)}%` })}
        </p>
      </Section>

      <Section title={t('summaries.sheet.crowd')}>
        <CrowdTable crowd={report.crowd} />
      </Section>

      <Section title={t('summaries.sheet.retention')} words={t('summaries.sheet.retentionWords')}>
        <RetentionTable retention={report.retention} />
      </Section>

      <Section title={t('summaries.sheet.outbox')} words={t('summaries.sheet.outboxWords')}>
        <b className={styles.one}>{t('summaries.sheet.messages', { n: grouped(report.outbox.unacknowledged) })}</b>
      </Section>

      <footer>
        <p>{t('summaries.sheet.foot')}</p>
        <div className={styles.signature}>
          <span>{t('summaries.sheet.signature')}</span>
          <i />
          <span>{t('summaries.sheet.signedAt')}</span>
          <i />
        </div>
      </footer>
    </article>
  );
}

function Response({ alarms }: { alarms: SummaryReport['alarms'] }) {
  const { t } = useTranslation();
  const { responseMs } = alarms;
  return (
    <Lines title={t('summaries.sheet.response')}>
      {responseMs === null ? (
        <p>{t('summaries.sheet.responseNone')}</p>
      ) : (
        <>
          <Line label={t('summaries.sheet.median')} value={responseInWords(responseMs.median, t)} />
          <Line label={t('summaries.sheet.p95')} value={responseInWords(responseMs.p95, t)} />
          <Line label={t('summaries.sheet.longest')} value={responseInWords(responseMs.longest, t)} />
          <p>{t('summaries.sheet.responseWords', { n: responseMs.count })}</p>
        </>
      )}
      <Line label={t('summaries.sheet.unacknowledged')} value={grouped(alarms.unacknowledged)} total />
    </Lines>
  );
}

function Section(props: { title: string; words?: string; children: ReactNode }) {
  return (
    <section>
      <h2>
        {props.title}
        {props.words === undefined ? null : <small>{props.words}</small>}
      </h2>
      {props.children}
    </section>
  );
}

function Fact({ label, value, wide = false }: { label: string; value: string; wide?: boolean }) {
  return (
    <div data-wide={wide}>
      <dt>{label}</dt>
      <dd className="number">{value}</dd>
    </div>
  );
}

function Figures({ children }: { children: ReactNode }) {
  return <dl className={styles.figures}>{children}</dl>;
}

function Figure({ label, value, total = false }: { label: string; value: string; total?: boolean }) {
  return (
    <div data-total={total}>
      <dt>{label}</dt>
      <dd className="number">{value}</dd>
    </div>
  );
}

function Lines({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={styles.lines}>
      <h3>{title}</h3>
      {children}
    </div>
  );
}

function Line({ label, value, total = false }: { label: string; value: string; total?: boolean }) {
  return (
    <div className={styles.row} data-total={total}>
      <span>{label}</span>
      <b className="number">{value}</b>
    </div>
  );
}
