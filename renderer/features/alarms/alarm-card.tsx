import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#contract/access.ts';
import type { Alarm, AlarmCause, AlarmOutcome } from '#contract/alarm.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { ClipUnderWay, useAlarmClip } from '../clips/alarm-clip.tsx';
import { ClipPlayer } from '../clips/clip-player.tsx';
import { clipLength } from '../clips/clip-words.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { clockTime, durationInWords, isoDate, maskedIdNumber, stopwatch } from '../../text/format.ts';
import { CheckIcon } from '../../ui/icons.tsx';
import { EvidencePicture, mainPicture } from '../../ui/evidence-picture.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { Plate } from '../../ui/plate.tsx';
import styles from './alarm-card.module.css';
import { outcomeKeys } from './alarm-keys.ts';
import { alarmPlace, alarmSubject, alarmTitle, personName } from './alarm-words.ts';
import { OutcomeForm } from './outcome-form.tsx';
import type { AlarmActions } from './use-alarm-actions.ts';

export interface OutcomeDraft {
  id: number;
  outcome: AlarmOutcome | null;
}

export interface AlarmCardProps {
  alarm: Alarm;
  selected: boolean;
  me: SignedIn;
  draft: OutcomeDraft | null;
  actions: AlarmActions;
  onSelect: () => void;
  onDraft: (draft: OutcomeDraft | null) => void;
}

/** One alarm in the rail: whole while it wants something, a line once someone has it. */
export function AlarmCard(props: AlarmCardProps) {
  const { alarm, selected } = props;
  const whole = alarm.state !== 'resolved' && selected;
  return (
    <article
      className={styles.card}
      data-alarm={alarm.id}
      data-state={alarm.state}
      data-priority={alarm.priority}
      data-selected={selected}
      data-whole={whole}
      onClick={props.onSelect}
      aria-current={selected}
    >
      <Head alarm={alarm} />
      {alarm.state === 'resolved' ? (
        <ResolvedLine alarm={alarm} me={props.me} />
      ) : (
        <WhereLine alarm={alarm} me={props.me} />
      )}
      {whole ? <WholeCard {...props} /> : null}
    </article>
  );
}

function Head({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  return (
    <header className={styles.head}>
      <h3>
        {alarmTitle(alarm, t)} <span>{t(`alarm.priority.p${alarm.priority}`)}</span>
      </h3>
      <time className="number">{clockTime(alarm.raisedAtMs)}</time>
    </header>
  );
}

function WhereLine({ alarm, me }: { alarm: Alarm; me: SignedIn }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const parts = [alarmPlace(alarm, t), t('alarm.hits', { n: alarm.count })];
  if (alarm.state === 'open') {
    parts.push(t('alarm.lasting', { duration: durationInWords(nowMs - alarm.raisedAtMs, t) }));
  }
  return (
    <p className={styles.where}>
      {parts.join(' · ')}
      {alarm.acknowledged === null ? null : (
        <span className={styles.owner}>
          {alarm.acknowledged.by === me.account
            ? t('alarm.handledByYou')
            : t('alarm.handledBy', { name: personName(alarm.acknowledged, me) })}{' '}
          <span className="number">{stopwatch(nowMs - alarm.acknowledged.atMs)}</span>
        </span>
      )}
    </p>
  );
}

function ResolvedLine({ alarm, me }: { alarm: Alarm; me: SignedIn }) {
  const { t } = useTranslation();
  if (alarm.resolved === null) return null;
  return (
    <p className={styles.where}>
      <span className={styles.resolved}>
        <CheckIcon /> {t('alarm.state.resolved')} · {t(`alarm.outcome.${alarm.resolved.outcome}`)}
      </span>
      {personName(alarm.resolved, me)}
    </p>
  );
}

function WholeCard({ alarm, draft, actions, onDraft }: AlarmCardProps) {
  const { t } = useTranslation();
  const clip = useAlarmClip(alarm.id);
  const [playing, setPlaying] = useState(false);
  const newest = alarm.sightings[0];
  const closeUp = newest?.pictures.find(({ role }) => role !== 'scene' && role !== 'other') ?? null;
  return (
    <div className={styles.whole}>
      {clip?.state === 'ready' && playing ? (
        <ClipPlayer clip={clip} purpose="alarm" autoPlay />
      ) : (
        <div className={styles.pictures}>
          <figure>
            {newest === undefined ? (
              <div className={styles.noPicture}>{t('alarm.noPicture')}</div>
            ) : (
              <EvidencePicture
                sighting={newest}
                picture={mainPicture(newest)}
                purpose="alarm"
                alt={t('alarm.captureAt', { time: clockTime(newest.seenAtMs) })}
                aspect={16 / 10}
                alarming
              />
            )}
            <figcaption>
              {t('alarm.capture')} <span className="number">{clockTime(newest?.seenAtMs ?? alarm.lastSeenAtMs)}</span>{' '}
              {alarmPlace(alarm, t)}
            </figcaption>
          </figure>
          <figure>
            {newest === undefined || closeUp === null ? (
              <div className={styles.noPicture}>{t('alarm.noCloseUp')}</div>
            ) : (
              <EvidencePicture
                sighting={newest}
                picture={closeUp}
                purpose="alarm"
                alt={t(`journal.role.${closeUp.role}`)}
                aspect={1.1}
                fit="contain"
              />
            )}
            <figcaption>
              {closeUp === null ? t('alarm.closeUp') : `${t(`journal.role.${closeUp.role}`)}${t('alarm.closeUp')}`}
            </figcaption>
          </figure>
        </div>
      )}
      {clip === null ? null : clip.state === 'ready' ? (
        <button type="button" className={styles.clip} data-clip-state="ready" onClick={() => setPlaying(!playing)}>
          {playing ? t('clips.backToPictures') : `▶ ${t('clips.play', { length: clipLength(clip) })}`}
        </button>
      ) : (
        <ClipUnderWay clip={clip} />
      )}

      {alarm.cause.by === 'entry' ? <Comparison alarm={alarm} cause={alarm.cause} /> : null}

      {alarm.cause.by === 'entry' ? <Basis entry={alarm.cause.entry} /> : null}

      {alarm.procedure.length === 0 ? null : (
        <ul className={styles.steps} aria-label={t('alarm.procedure')}>
          {alarm.procedure.map((step, index) => {
            const done = alarm.stepsDone.includes(index);
            return (
              <li key={index}>
                <button
                  type="button"
                  role="checkbox"
                  aria-checked={done}
                  onClick={() => actions.tickStep(alarm.id, index, !done)}
                >
                  <span className={styles.box}>{done ? <CheckIcon /> : null}</span>
                  <span>{step}</span>
                </button>
              </li>
            );
          })}
        </ul>
      )}

      <div className={styles.acts}>
        {alarm.state === 'open' ? (
          <button
            type="button"
            className={styles.act}
            disabled={actions.acknowledging === alarm.id}
            onClick={() => actions.acknowledge(alarm.id)}
          >
            {actions.acknowledging === alarm.id ? t('alarm.acknowledging') : t('alarm.acknowledge')}
            <KeyCap>Enter</KeyCap>
          </button>
        ) : draft?.id === alarm.id ? (
          <OutcomeForm
            alarm={alarm}
            outcome={draft.outcome}
            busy={actions.resolving}
            onOutcome={(outcome) => onDraft({ id: alarm.id, outcome })}
            onFinish={(outcome, note) => actions.resolve(alarm.id, outcome, note, () => onDraft(null))}
            onCancel={() => onDraft(null)}
          />
        ) : (
          <div className={styles.outcomes} role="group" aria-label={t('alarm.outcomeHint')}>
            {Object.entries(outcomeKeys).map(([key, outcome]) => (
              <button key={key} type="button" data-outcome={outcome} onClick={() => onDraft({ id: alarm.id, outcome })}>
                {t(`alarm.outcome.${outcome}`)} <KeyCap>{key}</KeyCap>
              </button>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

function Basis({ entry }: { entry: WatchlistEntry }) {
  const { t } = useTranslation();
  return (
    <div className={styles.basis}>
      <b>{t(`watchlist.category.${entry.category}`)}</b>
      <span>
        {t('alarm.basis')}: {entry.basis}
      </span>
      <span>
        {t('alarm.validUntil')} <span className="number">{isoDate(entry.expiresAtMs - 1)}</span>
      </span>
      <span>
        {t('alarm.approvedBy')}: {entry.approvedBy ?? t('common.none')}
      </span>
    </div>
  );
}

/** What was read beside what is listed, and that the two are the same. */
function Comparison({ alarm, cause }: { alarm: Alarm; cause: Extract<AlarmCause, { by: 'entry' }> }) {
  const { t } = useTranslation();
  const { entry, hit } = cause;
  const facts = alarm.sightings[0]?.facts;
  const vehicle = facts?.kind === 'vehicle' ? facts : null;
  return (
    <div className={styles.comparison}>
      <div>
        <span>{t('alarm.read')}</span>
        {entry.kind === 'vehicle' ? (
          <Plate
            plate={vehicle?.plate ?? hit.matched}
            colour={vehicle?.plateColour}
            plateClass={vehicle?.plateClass}
            size="large"
          />
        ) : (
          <b className="number">{hit.matched}</b>
        )}
      </div>
      <i aria-hidden="true">=</i>
      <div>
        <span>{t('alarm.entry')}</span>
        {entry.kind === 'vehicle' ? (
          <Plate plate={entry.plate} colour={vehicle?.plateColour} size="large" />
        ) : (
          <span className={styles.person}>
            <strong>{alarmSubject(alarm, t)}</strong>
            <b className="number">{entry.idNumber === null ? null : maskedIdNumber(entry.idNumber)}</b>
          </span>
        )}
      </div>
      <p>{t(`alarm.reason.${hit.reason}`)}</p>
    </div>
  );
}
