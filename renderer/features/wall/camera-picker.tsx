import { Input, Modal } from 'antd';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraWithState } from '#contract/api.ts';
import { StateDot } from '../../ui/state-dot.tsx';
import styles from './panels.module.css';

/** Which camera is to be in a tile: letters narrow the list, arrows choose, Enter takes. */
export function CameraPicker(props: {
  cameras: readonly CameraWithState[];
  /** Where each camera is now. */
  tileOf: (cameraId: string) => number | null;
  /** In the tile that is asked about; null: it is empty. */
  presentId: string | null;
  onPick: (cameraId: string | null) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState('');
  const [chosen, setChosen] = useState(0);
  const words = wanted.trim().toLowerCase();
  const found = props.cameras.filter(({ camera }) =>
    `${camera.name} ${t(`point.${camera.point}`)}`.toLowerCase().includes(words),
  );
  const rows: (CameraWithState | null)[] = [...found, ...(props.presentId === null || words !== '' ? [] : [null])];
  const at = Math.min(chosen, Math.max(0, rows.length - 1));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setChosen(Math.min(rows.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const row = rows[at];
      if (row !== undefined) props.onPick(row?.camera.id ?? null);
    }
  };
  return (
    <Modal open title={t('wall.pickTitle')} width={520} footer={null} getContainer={false} onCancel={props.onClose}>
      <div onKeyDown={onKeyDown}>
        <Input
          autoFocus
          name="pick-camera"
          placeholder={t('wall.pickHint')}
          value={wanted}
          onChange={({ target }) => {
            setWanted(target.value);
            setChosen(0);
          }}
        />
        <ul className={styles.list} role="listbox" aria-label={t('wall.pickTitle')}>
          {rows.map((row, index) => (
            <Row
              key={row?.camera.id ?? ''}
              row={row}
              chosen={index === at}
              tile={row === null ? null : props.tileOf(row.camera.id)}
              onPick={() => props.onPick(row?.camera.id ?? null)}
            />
          ))}
          {rows.length === 0 ? <li className={styles.nothing}>{t('wall.pickNone')}</li> : null}
        </ul>
      </div>
    </Modal>
  );
}

function Row(props: { row: CameraWithState | null; chosen: boolean; tile: number | null; onPick: () => void }) {
  const { t } = useTranslation();
  const { row, tile } = props;
  const live = row !== null && (row.main?.state === 'live' || row.sub?.state === 'live');
  return (
    <li
      ref={(node) => {
        if (props.chosen) node?.scrollIntoView({ block: 'nearest' });
      }}
      role="option"
      aria-selected={props.chosen}
      className={styles.row}
      onClick={props.onPick}
    >
      {row === null ? (
        t('wall.pickClear')
      ) : (
        <>
          <StateDot tone={live ? 'ok' : 'idle'} />
          <b>{row.camera.name}</b>
          <small>{t(`point.${row.camera.point}`)}</small>
          {tile === null ? null : <i>{t('wall.pickPlace', { n: tile + 1 })}</i>}
        </>
      )}
    </li>
  );
}
