import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CountyDestination } from '#contract/county.ts';
import { dayAndTime, driftInWords, durationInWords, sizeInWords } from '../../../text/format.ts';
import type { TFunction } from '../../../text/index.ts';
import { Facts } from '../../../ui/facts.tsx';
import { StateDot } from '../../../ui/state-dot.tsx';
import { useNowMs } from '../../console/console-parts.tsx';
import styles from './destination-card.module.css';
import { destinationTitle, driftOf, kindsOf, nextStepOf } from './link-words.ts';
import { Said } from './said.tsx';
import { TestResult } from './test-result.tsx';
import { useCountyTest } from './use-county-test.ts';

/** One destination and the truth about it. */
export function DestinationCard({ destination, mayAct }: { destination: CountyDestination; mayAct: boolean }) {
  const { t } = useTranslation();
  const { name, link, way, transport } = destination;
  const test = useCountyTest(name);
  const title = destinationTitle(destination, t);
  return (
    <section
      className={styles.card}
      data-destination={name}
      data-link={link}
      data-unacknowledged={destination.unacknowledged}
      aria-label={title}
    >
      <header className={styles.head}>
        <strong title={title}>{title}</strong>
        <Button
          size="small"
          className={styles.test ?? ''}
          data-county-test={name}
          disabled={!mayAct}
          loading={test.course.state === 'running'}
          title={t(mayAct ? 'county.test.hint' : 'county.test.guardHint')}
          onClick={test.send}
        >
          {t('county.test.send')}
        </Button>
        <p className={styles.where}>
          <span>{t(`county.way.${way}`)}</span>
          <code title={destination.address}>{destination.address}</code>
          <span data-transport={transport} title={t(`county.transportHint.${transport}`)}>
            {t(`county.transport.${transport}`)}
          </span>
        </p>
      </header>
      <Meter destination={destination} />
      <div className={styles.rest}>
        <Queue destination={destination} />
        <MoreFacts destination={destination} />
      </div>
      <TestResult course={test.course} />
    </section>
  );
}

/** Up or down, since when the county has said nothing, its words of then; and why not, and when again. */
function Meter({ destination }: { destination: CountyDestination }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const { link, lastAcknowledgedAtMs, lastAcknowledgement, lastFailure } = destination;
  const step = nextStepOf(destination, nowMs);
  return (
    <div className={styles.meter}>
      <p className={styles.state}>
        <StateDot tone={link === 'up' ? 'ok' : 'warning'} />
        <b className={styles.link}>{t(`county.link.${link}`)}</b>
        <span
          className={styles.age}
          title={
            lastAcknowledgedAtMs === null
              ? t('county.neverWords')
              : t('county.lastAcknowledgedHint', { time: dayAndTime(lastAcknowledgedAtMs, nowMs) })
          }
          data-last-acknowledged={lastAcknowledgedAtMs ?? 'never'}
        >
          {lastAcknowledgedAtMs === null
            ? t('county.never')
            : t('county.lastAcknowledged', { age: durationInWords(nowMs - lastAcknowledgedAtMs, t) })}
        </span>
      </p>
      {lastAcknowledgedAtMs === null ? null : lastAcknowledgement === null || lastAcknowledgement === '' ? (
        <p className={styles.quiet}>{t('county.nothingSaid')}</p>
      ) : (
        <Said label={t('county.said')} words={lastAcknowledgement} />
      )}
      {lastFailure === null ? (
        step.step === 'wait' ? (
          <p className={styles.next}>{nextInWords(step, t)}</p>
        ) : null
      ) : (
        <div className={styles.failure} data-failure={lastFailure.reason}>
          <p className={styles.why}>
            <b>{t(`county.failure.${lastFailure.reason}`)}</b>
            <span>{t('county.failedAgo', { age: durationInWords(nowMs - lastFailure.atMs, t) })}</span>
            <span className={styles.next} data-next-try={step.step}>
              {nextInWords(step, t)}
            </span>
          </p>
          <p className={styles.advice}>{t(`county.advice.${lastFailure.reason}`)}</p>
          {lastFailure.detail === '' ? null : <Said label={t('county.details.detail')} words={lastFailure.detail} />}
        </div>
      )}
    </div>
  );
}

function nextInWords(step: ReturnType<typeof nextStepOf>, t: TFunction): string {
  switch (step.step) {
    case 'wait':
      return t('county.nextTryIn', { age: durationInWords(step.leftMs + 999, t) });
    case 'sending':
      return t('county.nextTryNow');
    case 'nothing':
      return '';
  }
}

/** What waits, by kind, in the order in which it goes. */
function Queue({ destination }: { destination: CountyDestination }) {
  const { t } = useTranslation();
  const { unacknowledged } = destination;
  return (
    <dl className={styles.queue} aria-label={t('county.byKind')}>
      <div data-total data-some={unacknowledged > 0}>
        <dt>{t('county.unacknowledged')}</dt>
        <dd className="number">{unacknowledged}</dd>
      </div>
      {kindsOf(destination.unacknowledgedByKind).map(({ kind, n }) => (
        <div key={kind} data-kind={kind} data-some={n > 0}>
          <dt>{t(`county.kind.${kind}`)}</dt>
          <dd className="number">{n}</dd>
        </div>
      ))}
    </dl>
  );
}

function MoreFacts({ destination }: { destination: CountyDestination }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const { oldestUnacknowledgedAtMs: oldestMs, setAside, unacknowledgedBytes, registration } = destination;
  const age = (atMs: number): string => durationInWords(nowMs - atMs, t);
  return (
    <Facts
      facts={
        [
          [
            t('county.oldest'),
            oldestMs === null ? (
              ''
            ) : (
              <span className={styles.figure} data-oldest={oldestMs}>
                {dayAndTime(oldestMs, nowMs)} · {t('time.ago', { age: age(oldestMs) })}
              </span>
            ),
          ],
          [
            t('county.atRisk'),
            unacknowledgedBytes === 0 ? (
              ''
            ) : (
              <span className={styles.figure} title={t('county.atRiskHint')} data-bytes={unacknowledgedBytes}>
                {sizeInWords(unacknowledgedBytes)}
              </span>
            ),
          ],
          [
            t('county.setAside'),
            setAside === 0 ? (
              ''
            ) : (
              <b className={styles.warn} title={t('county.setAsideHint')} data-set-aside={setAside}>
                {t('county.setAsideWords', { n: setAside })}
              </b>
            ),
          ],
          [t('county.registration'), registration === null ? '' : registered(registration, nowMs, t)],
          [t('county.clock'), <Clock key="clock" destination={destination} />],
        ].filter(([, value]) => value !== '') as [string, ReactNode][]
      }
    />
  );
}

function registered(
  { sinceMs, renewAtMs }: NonNullable<CountyDestination['registration']>,
  nowMs: number,
  t: TFunction,
): ReactNode {
  if (sinceMs === null) {
    return (
      <b className={styles.warn} data-registered="false">
        {t('county.notRegistered')}
      </b>
    );
  }
  const age = durationInWords(nowMs - sinceMs, t);
  return (
    <span className={styles.figure} data-registered="true">
      {renewAtMs === null
        ? t('county.registered', { age })
        : renewAtMs <= nowMs
          ? t('county.registeredRenewing', { age })
          : t('county.registeredRenew', { age, left: durationInWords(renewAtMs - nowMs, t) })}
    </span>
  );
}

function Clock({ destination }: { destination: CountyDestination }) {
  const { t } = useTranslation();
  const drift = driftOf(destination);
  if (drift === null || destination.clockDriftMs === null) return null;
  const size = driftInWords(destination.clockDriftMs, t);
  return (
    <span className={styles.figure} data-drift={drift.tone}>
      <b className={drift.tone === 'warning' ? styles.warn : undefined}>
        {drift.direction === 'fast' ? t('county.clockFast', { size }) : t('county.clockSlow', { size })}
      </b>
      {drift.tone === 'warning' ? <small>{t(drift.refuses ? 'county.clockRefuses' : 'county.clockOff')}</small> : null}
    </span>
  );
}
