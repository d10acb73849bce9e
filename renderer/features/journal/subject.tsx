import { useTranslation } from 'react-i18next';
import type { SightingFacts } from '#contract/sighting.ts';
import { Plate } from '../../ui/plate.tsx';
import { subjectWords } from './sighting-words.ts';
import styles from './journal-screen.module.css';

/** The subject of a sighting: a plate looks like a plate. */
export function Subject({ facts, size = 'small' }: { facts: SightingFacts; size?: 'small' | 'large' }) {
  const { t } = useTranslation();
  if ((facts.kind === 'vehicle' || facts.kind === 'cycle') && facts.plate !== undefined) {
    return (
      <Plate
        plate={facts.plate}
        colour={facts.plateColour}
        plateClass={facts.kind === 'vehicle' ? facts.plateClass : undefined}
        size={size}
      />
    );
  }
  return (
    <span className={styles.subject} data-size={size}>
      {subjectWords(facts, t)}
    </span>
  );
}
