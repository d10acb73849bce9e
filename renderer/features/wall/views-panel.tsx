import { Button, Input, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '../../ui/key-cap.tsx';
import styles from './panels.module.css';
import type { Wall } from './use-wall.ts';

/** Which view this window shows, and how it is kept. */
export function ViewsButton(props: { wall: Wall; open: boolean; onOpen: (open: boolean) => void }) {
  const { t } = useTranslation();
  const { wall } = props;
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={props.open}
      onOpenChange={props.onOpen}
      destroyOnHidden
      content={<ViewsPanel wall={wall} onDone={() => props.onOpen(false)} />}
    >
      <button
        type="button"
        className={styles.tool}
        data-view={wall.view?.id ?? wall.group ?? 'all'}
        data-changed={wall.changed}
      >
        <b>{wall.view?.name ?? t(wall.group === null ? 'wall.allCameras' : `point.${wall.group}`)}</b>
        {wall.changed ? <small>{t('wall.viewChanged')}</small> : null}
        <KeyCap>V</KeyCap>
      </button>
    </Popover>
  );
}

function ViewsPanel({ wall, onDone }: { wall: Wall; onDone: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [leaving, setLeaving] = useState<number | null>(null);
  const choose = (id: number | null): void => {
    wall.chooseView(id);
    onDone();
  };
  const saveAs = (): void => {
    if (name.trim() !== '') wall.save(name.trim(), onDone);
  };
  return (
    <div className={styles.panel}>
      <h3>{t('wall.views')}</h3>
      <ul className={styles.list}>
        <li>
          <button
            type="button"
            autoFocus={wall.view === null && wall.group === null}
            className={styles.row}
            aria-pressed={wall.view === null && wall.group === null}
            onClick={() => choose(null)}
          >
            <b>{t('wall.allCameras')}</b>
            <small>{t('wall.cameraCount', { n: wall.cameras.length })}</small>
          </button>
        </li>
        {wall.views.map((view) => (
          <li key={view.id}>
            <button
              type="button"
              autoFocus={wall.view?.id === view.id}
              className={styles.row}
              aria-pressed={wall.view?.id === view.id}
              onClick={() => choose(view.id)}
            >
              <b>{view.name}</b>
              <small>
                {t('wall.layoutOf', { n: view.layout })} ·{' '}
                {t('wall.cameraCount', { n: view.tiles.filter((id) => id !== null).length })}
              </small>
            </button>
            <Button
              size="small"
              type="text"
              aria-label={t('wall.viewRemove', { name: view.name })}
              onClick={() => (leaving === view.id ? wall.removeView(view.id) : setLeaving(view.id))}
              onBlur={() => setLeaving(null)}
            >
              {leaving === view.id ? t('wall.viewRemoveSure') : t('wall.viewRemoveShort')}
            </Button>
          </li>
        ))}
        {wall.groups.length < 2
          ? null
          : wall.groups.map(({ point, size }) => (
              <li key={point}>
                <button
                  type="button"
                  autoFocus={wall.group === point}
                  className={styles.row}
                  aria-pressed={wall.group === point}
                  data-group={point}
                  onClick={() => {
                    wall.chooseGroup(point);
                    onDone();
                  }}
                >
                  <b>{t(`point.${point}`)}</b>
                  <small>{t('wall.cameraCount', { n: size })}</small>
                </button>
              </li>
            ))}
      </ul>
      {wall.changed ? (
        <div className={styles.line}>
          {wall.view === null ? null : (
            <Button type="primary" onClick={() => wall.save(null, onDone)}>
              {t('wall.viewSave', { name: wall.view.name })}
            </Button>
          )}
          <Button onClick={wall.revert}>{t('wall.viewRevert')}</Button>
        </div>
      ) : null}
      <form
        className={styles.line}
        onSubmit={(event) => {
          event.preventDefault();
          saveAs();
        }}
      >
        <Input
          name="view-name"
          maxLength={32}
          placeholder={t('wall.viewName')}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <Button htmlType="submit" disabled={name.trim() === ''}>
          {t('wall.viewSaveAs')}
        </Button>
      </form>
      <p className={styles.words}>{t('wall.viewWords')}</p>
    </div>
  );
}
