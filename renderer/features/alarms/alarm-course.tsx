import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alarm } from '#contract/alarm.ts';
import { queryKey } from '../../api/query-client.ts';
import { useStation } from '../../api/station-provider.tsx';
import { useTodayMs } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { useSignedIn } from '../console/remote.ts';
import { clockTime, dayAndTime } from '../../text/format.ts';
import styles from './alarm-details.module.css';
import { personName } from './alarm-words.ts';
import { courseMark, deedWords } from './deed-words.ts';
import { runWords } from './door-words.ts';
import { NoteForm } from './note-form.tsx';
import { useAlarmActions } from './use-alarm-actions.ts';

/** Who did what and when, from its first hit to its last note; notes are added here also when it is over. */
export function AlarmCourse({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const { api } = useStation();
  const todayMs = useTodayMs();
  const me = useSignedIn();
  const { actions, pending } = useAlarmActions(me);
  const [writing, setWriting] = useState(false);
  const input = { id: alarm.id };
  const { data, error } = useQuery({
    queryKey: [...queryKey('alarms.history', input), courseMark(alarm)],
    queryFn: ({ signal }) => api.alarms.history.query(input, { signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <section className={styles.section} data-history={data?.length ?? 'none'}>
      <h2>{t('deed.title')}</h2>
      {data === undefined ? (
        <p className={styles.quiet}>
          {error === null ? t('deed.loading') : t('deed.failed', { reason: errorWords(error, t) })}
        </p>
      ) : (
        <ol className={styles.course}>
          {data.map((deed, index) => (
            <li key={index} data-deed={deed.event}>
              <span className="number">{dayAndTime(deed.atMs, todayMs)}</span>
              <b>{deed.by === 'station' ? t('deed.station') : personName(deed, me)}</b>
              <p>{deedWords(deed, alarm, t)}</p>
            </li>
          ))}
        </ol>
      )}
      {writing ? (
        <>
          {alarm.state === 'resolved' ? <p className={styles.quiet}>{t('notes.lateWords')}</p> : null}
          <NoteForm
            busy={pending.noting}
            onSave={(text) => actions.addNote(alarm.id, text, () => setWriting(false))}
            onCancel={() => setWriting(false)}
          />
        </>
      ) : (
        <div>
          <button type="button" className={styles.add} data-act="add-note" onClick={() => setWriting(true)}>
            {t('notes.add')}
          </button>
        </div>
      )}
      {alarm.actionRuns.length === 0 ? null : (
        <>
          <h2>{t('deed.runs')}</h2>
          <ul className={styles.runs}>
            {alarm.actionRuns.map((run) => (
              <li key={run.id} data-run={run.state}>
                <span className="number">{clockTime(run.endedAtMs ?? run.startedAtMs)}</span>
                <b>{run.actionName}</b>
                <span data-state={run.state}>{runWords(run, t)}</span>
                <i>{run.by === 'station' ? t('deed.station') : personName(run, me)}</i>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
