import { Button, Segmented } from 'antd';
import { useCallback, useDeferredValue, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { isControl, isTyping, useWindowKeys } from '../console/keys.ts';
import { go, goInPlace, routeAsking } from '../console/route.ts';
import { grouped } from '../../text/format.ts';
import { CloseButton } from '../../ui/close-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenIcon } from '../../ui/icons.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { FilterPanel } from './filter-panel.tsx';
import { bucketsOf, countIn } from './hour-bar-rules.ts';
import { HourBar } from './hour-bar.tsx';
import { filterOfQuery, queryOfFilter } from './journal-address.ts';
import { isFiltered, listedWindow, noFilter, pageSize } from './journal-filter.ts';
import type { JournalFilter } from './journal-filter.ts';
import { decideJournalKey } from './journal-keys.ts';
import styles from './journal-screen.module.css';
import { PictureGrid } from './picture-grid.tsx';
import { RecordPanel } from './record-panel.tsx';
import { SightingTable } from './sighting-table.tsx';
import { useHourCounts } from './use-hour-counts.ts';
import { useAskedAtMs, useJournal } from './use-journal.ts';

/** What the cameras recognised, newest first: pictures, or a table one key away. The question stands in the address. */
export function JournalScreen({ query }: { query: string }) {
  const { t } = useTranslation();
  const [preferences, setPreferences] = usePreferences();
  const view = preferences.journalView;
  const [wantsTail, setWantsTail] = useState(true);
  const [chosenId, setChosenId] = useState<number | null>(null);
  /** Where the record lies over the list it is asked for by a press, not by every step of the arrows. */
  const [opened, setOpened] = useState(false);
  const screen = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const focusResults = useRef<(() => void) | null>(null);
  const [atTop, setAtTop] = useState(true);
  const filter = filterOfQuery(query);
  const asked = filterOfQuery(useDeferredValue(query));
  const nowMs = useAskedAtMs(query, wantsTail && atTop);
  const following = wantsTail && listedWindow(filter, nowMs).toMs === null;
  // Whoever has scrolled down looks at something: it must not move under the eye.
  const journal = useJournal(asked, nowMs, following && atTop);
  const hours = useHourCounts(asked, nowMs, following);

  const setFilter = (next: JournalFilter, step?: 'in-place'): void => {
    const address = routeAsking('journal', queryOfFilter(next));
    if (step === 'in-place') goInPlace(address);
    else window.location.hash = address;
  };
  const focusList = (): void => focusResults.current?.();
  const focusChosen = useEffectEvent((): void => {
    if (chosenId !== null && document.activeElement === document.body) focusList();
  });
  // Back from a sighting's page, or turned from pictures to the table, the arrows go on from where they were.
  useEffect(() => focusChosen(), [view]);
  const focusOn = (selector: string): void => screen.current?.querySelector<HTMLElement>(selector)?.focus();
  const show = useCallback((id: number): void => {
    setChosenId(id);
    setOpened(true);
  }, []);
  const close = (): void => {
    setChosenId(null);
    setOpened(false);
  };
  const turnView = (): void => setPreferences({ journalView: view === 'pictures' ? 'table' : 'pictures' });

  useWindowKeys((event) => {
    const act = decideJournalKey({
      key: event.key,
      modified: event.ctrlKey || event.altKey || event.metaKey,
      typing: isTyping(event.target),
      onControl: isControl(event.target),
      chosen: chosenId !== null,
      brushed: filter.brush !== null,
    });
    switch (act) {
      case null:
        return false;
      case 'close':
        close();
        break;
      case 'unbrush':
        setFilter({ ...filter, brush: null });
        break;
      case 'table':
        turnView();
        break;
      case 'tail':
        setWantsTail(!wantsTail);
        break;
      case 'hits':
        setFilter({ ...filter, hitsOnly: !filter.hitsOnly });
        break;
      case 'plate':
        focusOn('input[name="plate"]');
        break;
      case 'bar':
        focusOn('[data-hour-bar]');
        break;
      case 'saved':
        focusOn('[data-saved-search] button, [data-chip="save-search"]');
        break;
      case 'filters':
        focusOn('[data-chip]');
        break;
      case 'clear':
        setFilter(noFilter);
        break;
      case 'list':
        focusList();
        break;
    }
    return true;
  });

  const buckets = bucketsOf(hours.window, hours.counts?.hours ?? []);
  const counted = hours.counts !== undefined && (hours.window.whole || filter.brush !== null);
  const results = {
    sightings: journal.sightings,
    chosenId,
    focusRef: focusResults,
    onChoose: setChosenId,
    onShow: show,
    onOpen: openSighting,
    onEnd: () => {
      if (journal.hasMore) journal.more();
    },
    onTop: () => focusOn('[data-hour-bar]'),
  };
  return (
    <div ref={screen} className={styles.journal}>
      <FilterPanel filter={filter} onFilter={setFilter} nowMs={nowMs} onDone={focusList} />

      <section className={styles.list}>
        <header className={styles.head}>
          <h1 className="visually-hidden">{t('journal.title')}</h1>
          <strong data-result-count>
            {counted
              ? t('search.count', { n: grouped(countIn(buckets, filter.brush).sightings) })
              : journal.sightings.length === 0 && (journal.loading || journal.failed !== null)
                ? '—'
                : t('journal.shown', { n: grouped(journal.sightings.length) })}
          </strong>
          <span className={styles.took}>
            {journal.tookMs === null ? '' : `${t('journal.took', { ms: journal.tookMs })} · `}
            {t('journal.newestFirst')}
          </span>
          {journal.waiting === 0 ? null : (
            <button
              type="button"
              className={styles.waiting}
              onClick={() => {
                journal.showWaiting();
                body.current?.scrollTo({ top: 0 });
              }}
            >
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
            data-tail={following}
            aria-pressed={following}
            disabled={listedWindow(filter, nowMs).toMs !== null}
            onClick={() => setWantsTail(!wantsTail)}
          >
            {following ? t('journal.tailing') : t('journal.tail')} <KeyCap>L</KeyCap>
          </Button>
        </header>
        <HourBar
          {...hours}
          nowMs={nowMs}
          brushed={filter.brush}
          onBrush={(brush, by) => setFilter({ ...filter, brush }, by === 'key' ? 'in-place' : undefined)}
          onDone={focusList}
        />
        <div
          ref={body}
          className={styles.body}
          data-outdated={journal.outdated}
          data-results
          onScroll={(event) => setAtTop(event.currentTarget.scrollTop < 8)}
        >
          {journal.sightings.length > 0 ? (
            view === 'pictures' ? (
              <PictureGrid {...results} />
            ) : (
              <SightingTable {...results} />
            )
          ) : journal.loading ? (
            <Skeleton />
          ) : journal.failed !== null ? (
            <EmptyState title={errorWords(journal.failed, t)}>
              <Button onClick={journal.again}>{t('common.retry')}</Button>
            </EmptyState>
          ) : (
            <Nothing filter={filter} onFilter={setFilter} />
          )}
          {journal.sightings.length === 0 ? null : (
            <footer className={styles.more}>
              {journal.hasMore ? (
                <>
                  <Sentinel key={journal.sightings.at(-1)?.id} onSeen={journal.more} />
                  <Button onClick={journal.more} loading={journal.loadingMore}>
                    {t('journal.more', { n: pageSize })}
                  </Button>
                </>
              ) : (
                t('journal.end')
              )}
            </footer>
          )}
        </div>
      </section>

      <aside className={styles.details} aria-label={t('journal.detail')} data-open={opened && chosenId !== null}>
        {chosenId === null ? (
          <p className={styles.choose}>{t('search.choose')}</p>
        ) : (
          <>
            <CloseButton label={t('common.close')} onClose={close} />
            <RecordPanel known={journal.sightings} id={chosenId} onOpen={openSighting} />
          </>
        )}
      </aside>
    </div>
  );
}

const openSighting = (id: number): void => go('journal', id);

/** Nothing found: says what would find more, and does it in a press. */
function Nothing({ filter, onFilter }: { filter: JournalFilter; onFilter: (filter: JournalFilter) => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState icon={<ScreenIcon screen="journal" />} title={t('journal.empty')} words={t('journal.emptyWords')}>
      <span className={styles.wider}>
        {filter.brush === null ? null : (
          <Button onClick={() => onFilter({ ...filter, brush: null })}>{t('search.bar.reset')}</Button>
        )}
        {filter.span.span === 'all' ? null : (
          <Button onClick={() => onFilter({ ...filter, brush: null, span: { span: 'all' } })}>
            {t('search.widen')}
          </Button>
        )}
        {isFiltered(filter) ? <Button onClick={() => onFilter(noFilter)}>{t('journal.clear')}</Button> : null}
      </span>
    </EmptyState>
  );
}

/** Cards to come, of the size they will have. */
function Skeleton() {
  return (
    <div className={styles.skeleton} aria-hidden="true">
      {Array.from({ length: 12 }, (_, index) => (
        <i key={index} />
      ))}
    </div>
  );
}

/** Asks for the next page a screen before its end is reached. A new one for each page, so that each asks once. */
function Sentinel({ onSeen }: { onSeen: () => void }) {
  const mark = useRef<HTMLElement>(null);
  const seen = useEffectEvent(onSeen);
  useEffect(() => {
    if (mark.current === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) seen();
      },
      { root: mark.current.closest('[data-results]'), rootMargin: '0px 0px 800px 0px' },
    );
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, []);
  return <i ref={mark} aria-hidden="true" />;
}
