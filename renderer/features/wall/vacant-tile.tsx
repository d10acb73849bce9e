import { memo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '../../ui/key-cap.tsx';
import { cellStyle } from './tile.tsx';
import type { Cell } from './layouts.ts';
import styles from './tile.module.css';
import type { CarryMark, WallActsRef } from './wall-acts.ts';

/** An empty tile says what to do with it. */
export const VacantTile = memo(function VacantTile(props: {
  index: number;
  cell: Cell;
  current: boolean;
  carry: CarryMark;
  acts: WallActsRef;
}) {
  const { t } = useTranslation();
  const { index, acts } = props;
  const own = useRef<HTMLDivElement>(null);
  return (
    <div
      ref={own}
      className={styles.vacant}
      role="button"
      data-slot={index}
      data-vacant
      data-carry={props.carry}
      tabIndex={props.current ? 0 : -1}
      aria-label={t('wall.vacant')}
      style={cellStyle(props.cell)}
      onFocus={() => acts.current.focused(index)}
      onClick={() => own.current?.focus()}
      onDoubleClick={() => acts.current.pick(index)}
    >
      <strong>{t('wall.vacant')}</strong>
      <span>
        <KeyCap>A</KeyCap> {t('wall.vacantWords')}
      </span>
    </div>
  );
});
