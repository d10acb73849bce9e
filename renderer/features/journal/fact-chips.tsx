import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { behaviourFacts, colour } from '#contract/sighting.ts';
import type { Colour } from '#contract/sighting.ts';
import { Chip, Chips, ColourDot } from '../../ui/chips.tsx';
import styles from './filter-panel.module.css';
import type { FilterProps } from './filter-panel.tsx';
import { toggled } from './journal-filter.ts';
import type { ListKey } from './journal-filter.ts';
import { classGroups } from './vehicle-classes.ts';

/** What plates come in (GA 36-2018). */
const plateColours: readonly Colour[] = ['blue', 'green', 'yellow', 'white', 'black'];
const bodyColours = colour.options.filter((each) => each !== 'transparent');

/**
 * What a kind of sighting can be narrowed by. Plates come in few colours and are named; bodies and clothes come in
 * many, and are named once chosen (and to whoever points at them, or hears the page).
 */
export function FactChips({ group, filter, onFilter }: FilterProps & { group: ListKey }) {
  const { t } = useTranslation();
  const label = t(`search.groups.${group}`);
  const chip = <K extends ListKey>(key: K, member: JournalMember<K>, words: ReactNode): ReactNode => {
    const list = filter[key] as readonly JournalMember<K>[];
    return (
      <Chip
        key={member}
        name={`${key}-${member}`}
        on={list.includes(member)}
        onPress={() => onFilter({ ...filter, [key]: toggled(list, member) })}
      >
        {words}
      </Chip>
    );
  };
  const colourChip = (key: 'plateColours' | 'vehicleColours' | 'coatColours', each: Colour): ReactNode => {
    const named = key === 'plateColours' || filter[key].includes(each);
    const words = t(`journal.colour.${each}`);
    return (
      <Chip
        key={each}
        name={`${key}-${each}`}
        title={words}
        narrow={!named}
        on={filter[key].includes(each)}
        onPress={() => onFilter({ ...filter, [key]: toggled(filter[key], each) })}
      >
        <ColourDot colour={each} />
        <span className={named ? undefined : 'visually-hidden'}>{words}</span>
      </Chip>
    );
  };
  const chips = (): ReactNode => {
    switch (group) {
      case 'plateColours':
        return plateColours.map((each) => colourChip(group, each));
      case 'vehicleColours':
      case 'coatColours':
        return bodyColours.map((each) => colourChip(group, each));
      case 'vehicleClasses':
        return classGroups.map((each) => chip(group, each, t(`search.classes.${each}`)));
      case 'behaviours':
        return behaviourFacts.shape.behaviour.options.map((each) => chip(group, each, t(`journal.behaviour.${each}`)));
    }
  };
  return (
    <div className={styles.group}>
      <h2>{label}</h2>
      <Chips label={label}>{chips()}</Chips>
    </div>
  );
}

type JournalMember<K extends ListKey> = FilterProps['filter'][K][number];
