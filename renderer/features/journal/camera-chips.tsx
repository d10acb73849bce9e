import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCameras } from '../console/remote.ts';
import { Chip, Chips } from '../../ui/chips.tsx';
import styles from './filter-panel.module.css';
import type { FilterProps } from './filter-panel.tsx';
import { camerasShown } from './cameras-shown.ts';
import { toggled } from './journal-filter.ts';

/** Cameras as chips: the first few and whatever is chosen; the rest behind one more. */
export function CameraChips({ filter, onFilter }: FilterProps) {
  const { t } = useTranslation();
  const { cameras } = useCameras();
  const [all, setAll] = useState(false);
  const [search, setSearch] = useState('');
  if (cameras.length === 0) return null;
  const { shown, more } = camerasShown(
    cameras.map(({ camera }) => camera),
    filter.cameraIds,
    { all, search },
  );
  return (
    <div className={styles.group}>
      <h2>{t('journal.camera')}</h2>
      {all && cameras.length > 12 ? (
        <input
          type="text"
          name="camera-search"
          className={styles.find}
          autoFocus
          value={search}
          placeholder={t('search.cameraFind')}
          aria-label={t('search.cameraFind')}
          onChange={(event) => setSearch(event.target.value)}
        />
      ) : null}
      <Chips label={t('journal.camera')}>
        {shown.map(({ id, name }) => (
          <Chip
            key={id}
            name={`camera-${name}`}
            title={name}
            on={filter.cameraIds.includes(id)}
            onPress={() => onFilter({ ...filter, cameraIds: toggled(filter.cameraIds, id) })}
          >
            <span>{name}</span>
          </Chip>
        ))}
        {more > 0 || all ? (
          <Chip
            quiet
            name="more-cameras"
            onPress={() => {
              setAll(!all);
              setSearch('');
            }}
          >
            {all ? t('search.fewer') : t('search.more', { n: more })}
          </Chip>
        ) : null}
      </Chips>
    </div>
  );
}
