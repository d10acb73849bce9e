import { useTranslation } from 'react-i18next';
import { sightingKinds } from '#contract/sighting.ts';
import { useSignedIn } from '../console/remote.ts';
import { Chip, Chips } from '../../ui/chips.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { CameraChips } from './camera-chips.tsx';
import { FactChips } from './fact-chips.tsx';
import styles from './filter-panel.module.css';
import { groupsShown, isFiltered, noFilter, toggled, withKinds } from './journal-filter.ts';
import type { JournalFilter } from './journal-filter.ts';
import { PlateField } from './plate-field.tsx';
import { RecordsTabs } from './records-tabs.tsx';
import { SavedSearches } from './saved-searches.tsx';
import { SpanChips } from './span-chips.tsx';

export interface FilterProps {
  filter: JournalFilter;
  /** `in-place`: leaves no step for the back key. */
  onFilter: (filter: JournalFilter, step?: 'in-place') => void;
  nowMs: number;
}

/** What the journal is asked for, as chips. Only what the chosen kinds can have is offered. */
export function FilterPanel(props: FilterProps & { onDone: () => void }) {
  const { t } = useTranslation();
  const { filter, onFilter } = props;
  const me = useSignedIn();
  const groups = groupsShown(filter);
  return (
    <section className={styles.panel} aria-label={t('search.filters')}>
      <RecordsTabs current="search" />
      <div className={styles.groups}>
        <SpanChips {...props} />
        <div className={styles.group}>
          <h2>{t('journal.kind')}</h2>
          <Chips label={t('journal.kind')}>
            {sightingKinds.map((kind) => (
              <Chip
                key={kind}
                name={kind}
                on={filter.kinds.includes(kind)}
                onPress={() => onFilter(withKinds(filter, toggled(filter.kinds, kind)))}
              >
                {t(`journal.kinds.${kind}`)}
              </Chip>
            ))}
          </Chips>
        </div>
        <div className={styles.group}>
          <h2>{t('search.only')}</h2>
          <Chips label={t('search.only')}>
            <Chip name="hits" on={filter.hitsOnly} onPress={() => onFilter({ ...filter, hitsOnly: !filter.hitsOnly })}>
              {t('journal.hitsOnly')} <KeyCap>H</KeyCap>
            </Chip>
          </Chips>
        </div>
        {groups.has('plate') ? <PlateField {...props} /> : null}
        <CameraChips {...props} />
        {(['plateColours', 'vehicleColours', 'vehicleClasses', 'coatColours', 'behaviours'] as const)
          .filter((group) => groups.has(group))
          .map((group) => (
            <FactChips key={group} group={group} {...props} />
          ))}
        <SavedSearches {...props} />
        <button
          type="button"
          className={styles.clear}
          data-clear
          disabled={!isFiltered(filter) && filter.brush === null}
          onClick={() => onFilter(noFilter)}
        >
          {t('journal.clear')} <KeyCap>⌫</KeyCap>
        </button>
      </div>
      <p className={styles.purpose} data-purpose>
        <b>{t('search.purpose')}</b>
        {t('search.purposeWords', { name: me?.name ?? '' })}
      </p>
    </section>
  );
}
