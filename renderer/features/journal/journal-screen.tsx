import { Button, Input, Segmented, Select, Switch, Table } from 'antd';
import type { TableColumnsType } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sightingKinds } from '#contract/sighting.ts';
import type { Sighting } from '#contract/sighting.ts';
import { useTodayMs, usePreferences } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { useCameras } from '../console/remote.ts';
import { dayAndTime } from '../../text/format.ts';
import { CloseButton } from '../../ui/close-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { EvidencePicture, mainPicture } from '../../ui/evidence-picture.tsx';
import { ScreenIcon } from '../../ui/icons.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { everything, pageSize } from './journal-filter.ts';
import type { JournalFilter } from './journal-filter.ts';
import styles from './journal-screen.module.css';
import { SightingDetails } from './sighting-details.tsx';
import { factsInShort, subjectWords } from './sighting-words.ts';
import { Subject } from './subject.tsx';
import { useJournal } from './use-journal.ts';

/** What the cameras recognised, newest first: pictures, or a table one key away. */
export function JournalScreen() {
  const { t } = useTranslation();
  const [preferences, setPreferences] = usePreferences();
  const [filter, setFilter] = useState<JournalFilter>(everything);
  const [following, setFollowing] = useState(true);
  const [chosenId, setChosenId] = useState<number | null>(null);
  const journal = useJournal(useDeferredValue(filter), following);
  const { cameras } = useCameras();
  const chosen = journal.sightings.find(({ id }) => id === chosenId) ?? null;
  const view = preferences.journalView;
  const set = (part: Partial<JournalFilter>): void => setFilter({ ...filter, ...part });

  useWindowKeys((event) => {
    if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) return false;
    switch (event.key.toLowerCase()) {
      case 'escape':
        if (chosenId === null) return false;
        setChosenId(null);
        return true;
      case 't':
        setPreferences({ journalView: view === 'pictures' ? 'table' : 'pictures' });
        return true;
      case 'l':
        setFollowing(!following);
        return true;
      default:
        return false;
    }
  });

  const filtered = filter.kinds.length > 0 || filter.cameraId !== null || filter.plate !== '' || filter.hitsOnly;
  return (
    <div className={styles.journal}>
      <section className={styles.filters} aria-label={t('journal.title')}>
        <h1>{t('journal.title')}</h1>
        <div className={styles.group}>
          <span>{t('journal.kind')}</span>
          <div className={styles.chips}>
            {sightingKinds.map((kind) => {
              const on = filter.kinds.includes(kind);
              return (
                <button
                  key={kind}
                  type="button"
                  aria-pressed={on}
                  onClick={() =>
                    set({ kinds: on ? filter.kinds.filter((each) => each !== kind) : [...filter.kinds, kind] })
                  }
                >
                  {t(`journal.kinds.${kind}`)}
                </button>
              );
            })}
          </div>
        </div>
        <label className={styles.group}>
          <span>{t('journal.plate')}</span>
          <Input
            name="plate"
            allowClear
            value={filter.plate}
            placeholder={t('journal.plateHint')}
            maxLength={16}
            onChange={(event) => set({ plate: event.target.value })}
          />
        </label>
        <label className={styles.group}>
          <span>{t('journal.camera')}</span>
          <Select
            value={filter.cameraId ?? ''}
            options={[
              { value: '', label: t('journal.allCameras') },
              ...cameras.map(({ camera }) => ({ value: camera.id, label: camera.name })),
            ]}
            onChange={(cameraId) => set({ cameraId: cameraId === '' ? null : cameraId })}
          />
        </label>
        <label className={styles.toggle}>
          <span>{t('journal.hitsOnly')}</span>
          <Switch checked={filter.hitsOnly} onChange={(hitsOnly) => set({ hitsOnly })} />
        </label>
        {filtered ? <Button onClick={() => setFilter(everything)}>{t('journal.clear')}</Button> : null}
        <p className={styles.purpose}>{t('journal.purpose')}</p>
      </section>

      <section className={styles.list}>
        <header className={styles.head}>
          <strong>{t('journal.shown', { n: journal.sightings.length })}</strong>
          <span>
            {journal.tookMs === null ? '' : `${t('journal.took', { ms: journal.tookMs })} · `}
            {t('journal.newestFirst')}
          </span>
          {journal.waiting === 0 ? null : (
            <button type="button" className={styles.waiting} onClick={journal.showWaiting}>
              {t('journal.arrived', { n: journal.waiting })}
            </button>
          )}
          <span className={styles.space} />
          <Segmented<'pictures' | 'table'>
            value={view}
            options={[
              { value: 'pictures', label: t('journal.pictures') },
              { value: 'table', label: t('journal.table') },
            ]}
            onChange={(journalView) => setPreferences({ journalView })}
          />
          <KeyCap>T</KeyCap>
          <Button
            type={following ? 'primary' : 'default'}
            ghost={following}
            aria-pressed={following}
            onClick={() => setFollowing(!following)}
          >
            {following ? t('journal.tailing') : t('journal.tail')} <KeyCap>L</KeyCap>
          </Button>
        </header>
        <div className={styles.body}>
          {journal.failed !== null && journal.sightings.length === 0 ? (
            <EmptyState title={errorWords(journal.failed, t)} />
          ) : journal.sightings.length === 0 && !journal.loading ? (
            <EmptyState
              icon={<ScreenIcon screen="journal" />}
              title={t('journal.empty')}
              words={t('journal.emptyWords')}
            />
          ) : view === 'pictures' ? (
            <Pictures sightings={journal.sightings} chosenId={chosenId} onChoose={setChosenId} />
          ) : (
            <SightingTable sightings={journal.sightings} chosenId={chosenId} onChoose={setChosenId} />
          )}
          {journal.sightings.length === 0 ? null : (
            <footer className={styles.more}>
              {journal.hasMore ? (
                <Button onClick={journal.more}>{t('journal.more', { n: pageSize })}</Button>
              ) : (
                t('journal.end')
              )}
            </footer>
          )}
        </div>
      </section>

      {chosen === null ? null : (
        <aside className={styles.details} aria-label={t('journal.detail')}>
          <CloseButton label={t('common.close')} onClose={() => setChosenId(null)} />
          <SightingDetails sighting={chosen} />
        </aside>
      )}
    </div>
  );
}

interface ListProps {
  sightings: readonly Sighting[];
  chosenId: number | null;
  onChoose: (id: number) => void;
}

function Pictures({ sightings, chosenId, onChoose }: ListProps) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  return (
    <ul className={styles.pictures}>
      {sightings.map((sighting) => (
        <li key={sighting.id}>
          <button
            type="button"
            className={styles.card}
            data-sighting={sighting.id}
            data-hit={sighting.alarmId !== null}
            aria-pressed={sighting.id === chosenId}
            onClick={() => onChoose(sighting.id)}
            onFocus={() => onChoose(sighting.id)}
          >
            <EvidencePicture
              sighting={sighting}
              picture={mainPicture(sighting)}
              purpose="journal"
              alt={subjectWords(sighting.facts, t)}
              aspect={16 / 10}
              alarming={sighting.alarmId !== null}
              lazy
            />
            <span className={styles.caption}>
              <Subject facts={sighting.facts} />
              <span className="number">{dayAndTime(sighting.seenAtMs, todayMs)}</span>
            </span>
            <span className={styles.where}>
              {sighting.cameraName ?? sighting.deviceId} · {t(`journal.kinds.${sighting.facts.kind}`)}
              {sighting.alarmId === null ? null : <b>{t('journal.hit')}</b>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function SightingTable({ sightings, chosenId, onChoose }: ListProps) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const columns: TableColumnsType<Sighting> = [
    {
      key: 'time',
      title: t('journal.columns.time'),
      width: '11em',
      render: (_, { seenAtMs }) => <span className="number">{dayAndTime(seenAtMs, todayMs)}</span>,
    },
    {
      key: 'kind',
      title: t('journal.columns.kind'),
      width: '6em',
      render: (_, { facts }) => t(`journal.kinds.${facts.kind}`),
    },
    { key: 'subject', title: t('journal.columns.subject'), render: (_, { facts }) => <Subject facts={facts} /> },
    {
      key: 'place',
      title: t('journal.columns.place'),
      render: (_, { cameraName, deviceId }) => cameraName ?? deviceId,
    },
    {
      key: 'facts',
      title: t('journal.columns.facts'),
      ellipsis: true,
      render: (_, { facts }) => factsInShort(facts, t),
    },
    {
      key: 'hit',
      title: t('journal.columns.hit'),
      width: '5em',
      render: (_, { alarmId }) => (alarmId === null ? '' : <b className={styles.hit}>{t('journal.hit')}</b>),
    },
  ];
  return (
    <Table
      size="small"
      rowKey="id"
      columns={columns}
      dataSource={sightings}
      pagination={false}
      rowClassName={({ id }) => (id === chosenId ? 'ant-table-row-selected' : '')}
      onRow={({ id }) => ({ tabIndex: 0, onClick: () => onChoose(id), onFocus: () => onChoose(id) })}
    />
  );
}
