import { useTranslation } from 'react-i18next';
import type { Alarm, AlarmCause } from '#contract/alarm.ts';
import type { Hit, WatchlistEntry } from '#contract/watchlist.ts';
import { useCameras } from '../console/remote.ts';
import { clockTime, isoDate, maskedIdNumber } from '../../text/format.ts';
import { Plate } from '../../ui/plate.tsx';
import { categoryWords } from '../watchlist/entry-cells.tsx';
import styles from './alarm-card.module.css';
import { alarmFinding, alarmSubject, percent } from './alarm-words.ts';

/** Why there is an alarm: what was read beside what is listed and how sure it is, or what a rule found. */
export function CardCause({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  if (alarm.cause.by === 'rule') {
    return (
      <p className={styles.finding} data-finding={alarm.cause.finding.kind}>
        {alarmFinding(alarm, t)}
      </p>
    );
  }
  return <Comparison alarm={alarm} cause={alarm.cause} />;
}

function Comparison({ alarm, cause }: { alarm: Alarm; cause: Extract<AlarmCause, { by: 'entry' }> }) {
  const { t } = useTranslation();
  const { entry, hit } = cause;
  const facts = alarm.sightings[0]?.facts;
  const vehicle = facts?.kind === 'vehicle' ? facts : null;
  const read = entry.kind === 'vehicle' ? (vehicle?.plate ?? hit.matched) : hit.matched;
  return (
    <div className={styles.comparison}>
      <div className={styles.sides}>
        {entry.kind === 'person' ? (
          <span className={styles.person}>
            <strong>{alarmSubject(alarm, t)}</strong>
            {entry.idNumber === null ? null : <b className="number">{maskedIdNumber(entry.idNumber)}</b>}
          </span>
        ) : read === entry.plate ? (
          <Plate plate={read} colour={vehicle?.plateColour} plateClass={vehicle?.plateClass} size="large" />
        ) : (
          <>
            <span className={styles.side}>
              <small>{t('alarm.read')}</small>
              <Plate plate={read} colour={vehicle?.plateColour} plateClass={vehicle?.plateClass} size="large" />
            </span>
            <i aria-hidden="true">≈</i>
            <span className={styles.side}>
              <small>{t('alarm.entry')}</small>
              <Plate plate={entry.plate} colour={entry.plateColour ?? vehicle?.plateColour} size="large" />
            </span>
          </>
        )}
      </div>
      <p>
        {t(`alarm.reason.${hit.reason}`)}
        <b data-score={hit.score < 0.8 ? 'low' : 'high'}>{t('handling.score', { score: percent(hit.score) })}</b>
      </p>
      <Reads kind={entry.kind} hit={hit} />
      {(cause.also ?? []).map((one) => (
        <p key={one.entry.id} className={styles.also} data-also={one.entry.category}>
          <b>
            {t('alarm.also')} {categoryWords(one.entry, t)}
          </b>
          <span>{one.entry.basis}</span>
        </p>
      ))}
    </div>
  );
}

/** The two-read rule 两次识读, as far as it has come: which cameras read what, and when. */
function Reads({ kind, hit }: { kind: WatchlistEntry['kind']; hit: Hit }) {
  const { t } = useTranslation();
  const { cameras } = useCameras();
  if (kind === 'person') return <p className={styles.quiet}>{t('handling.guardConfirms')}</p>;
  if (!hit.confirmed) return <p className={styles.quiet}>{t('handling.oneRead')}</p>;
  const place = (cameraId: string | null): string =>
    cameras.find(({ camera }) => camera.id === cameraId)?.camera.name ?? t('alarm.noCamera');
  return (
    <div className={styles.reads} data-reads={hit.reads.length}>
      <b>{t('handling.reads', { n: hit.reads.length })}</b>
      <ul>
        {hit.reads.map((read) => (
          <li key={read.sightingId}>
            <span>{place(read.cameraId)}</span>
            <span className="number">{clockTime(read.receivedAtMs)}</span>
            <span className="number">{read.read}</span>
            <span className="number">{percent(read.score)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** By what right it is listed, who approved that, and until when. */
export function CardBasis({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  if (alarm.cause.by === 'rule') return null;
  const { entry } = alarm.cause;
  return (
    <div className={styles.basis}>
      <b>{categoryWords(entry, t)}</b>
      <span>{entry.basis}</span>
      <span>
        {t('alarm.validUntil')} <span className="number">{isoDate(entry.expiresAtMs - 1)}</span>
      </span>
      <span>
        {t('alarm.approvedBy')}: {entry.approvedBy ?? t('common.none')}
      </span>
    </div>
  );
}
