import { useTranslation } from 'react-i18next';
import { photoPath } from '#contract/watchlist.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { useCameras } from '../console/remote.ts';
import { dayAndTime, isoDate, maskedIdNumber } from '../../text/format.ts';
import { Facts } from '../../ui/facts.tsx';
import { categoryWords } from './entry-cells.tsx';
import { lastDay } from './entry-days.ts';
import styles from './entry-page.module.css';
import { scopeWords } from './scope-words.ts';
import { useNameOf } from './use-entries.ts';

/** All that is written about an entry; of an ID number only its ends, as everywhere: the guard compares, nobody copies. */
export function EntryWritten({ entry }: { entry: WatchlistEntry }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const todayMs = useTodayMs();
  const { cameras } = useCameras();
  const cameraName = (id: string): string => cameras.find(({ camera }) => camera.id === id)?.camera.name ?? id;
  const number = (text: string | null) => (text === null ? '' : <span className="number">{text}</span>);
  const approved =
    entry.approvedBy === null
      ? t('watchlist.nobodyYet')
      : [
          nameOf(entry.approvedBy),
          ...(entry.approvedAtMs === null ? [] : [dayAndTime(entry.approvedAtMs, todayMs)]),
        ].join(' · ');
  const to = lastDay(entry.expiresAtMs);
  return (
    <>
      <section className={styles.section}>
        <h2>{t('watchlist.particulars')}</h2>
        <div className={styles.written}>
          {entry.kind === 'person' && entry.photo !== null ? (
            <img className={styles.photo} src={photoPath(entry.photo, 'review')} alt={t('watchlist.field.photo')} />
          ) : null}
          <Facts
            facts={[
              ...(entry.kind === 'vehicle'
                ? ([
                    [t('watchlist.field.plate'), number(entry.plate)],
                    [
                      t('watchlist.field.plateColour'),
                      entry.plateColour === null ? t('watchlist.anyColour') : t(`journal.colour.${entry.plateColour}`),
                    ],
                  ] as const)
                : ([
                    [t('watchlist.field.name'), entry.name],
                    [
                      t('watchlist.field.idNumber'),
                      number(entry.idNumber === null ? null : maskedIdNumber(entry.idNumber)),
                    ],
                    [t('watchlist.field.libraryId'), number(entry.libraryId)],
                  ] as const)),
              [t('watchlist.field.category'), categoryWords(entry, t)],
              [t('watchlist.field.basis'), entry.basis],
              [t('watchlist.field.priority'), t(`alarm.priority.p${entry.priority}`)],
              [
                t('watchlist.validity'),
                entry.validFromMs === null
                  ? t(entry.approvedBy === null ? 'watchlist.validTo' : 'watchlist.validUntil', { to })
                  : t('watchlist.validFromTo', { from: isoDate(entry.validFromMs), to }),
              ],
              [t('watchlist.field.scope'), scopeWords(entry.scope, cameraName, t)],
              [t('watchlist.writtenByLabel'), nameOf(entry.author)],
              [t('watchlist.approvedByLabel'), approved],
              [
                t('watchlist.disposition'),
                entry.disposition === null ? (
                  ''
                ) : (
                  <span className="number">
                    {entry.disposition.dispositionId} · {entry.disposition.platform}
                  </span>
                ),
              ],
              [t('watchlist.field.note'), entry.note],
            ]}
          />
        </div>
      </section>
      <section className={styles.section}>
        <h2>{t('watchlist.steps')}</h2>
        {entry.procedure.length === 0 ? (
          <p className={styles.calm}>{t('watchlist.noSteps')}</p>
        ) : (
          <ol className={styles.steps}>
            {entry.procedure.map((step, index) => (
              <li key={index}>
                <b>{index + 1}</b> {step}
              </li>
            ))}
          </ol>
        )}
      </section>
    </>
  );
}
