import { Button, Popover } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Display } from '#contract/desktop.ts';
import { useConsoleParts } from '../console/console-parts.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import styles from './panels.module.css';

const browserWalls = ['2', '3', '4'] as const;

/** More walls: one a display in the desktop program, one a window in a browser. */
export function WindowsButton(props: { open: boolean; onOpen: (open: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={props.open}
      onOpenChange={props.onOpen}
      destroyOnHidden
      content={<WindowsPanel onDone={() => props.onOpen(false)} />}
    >
      <button type="button" className={styles.tool} title={t('wall.windowsWords')}>
        <span>{t('wall.windows')}</span> <KeyCap>W</KeyCap>
      </button>
    </Popover>
  );
}

function WindowsPanel({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { desktop } = useConsoleParts();
  const [displays, setDisplays] = useState<readonly Display[]>([]);
  useEffect(() => {
    let gone = false;
    void desktop?.displays().then((found) => {
      if (!gone) setDisplays(found);
    });
    return () => void (gone = true);
  }, [desktop]);
  return (
    <div className={styles.panel}>
      <h3>{t('wall.windowsTitle')}</h3>
      <div className={styles.buttons}>
        {desktop === null
          ? browserWalls.map((name, index) => (
              <Button
                key={name}
                autoFocus={index === 0}
                onClick={() => {
                  window.open(`/?wall=${name}`, `guardroom-wall-${name}`, 'popup,width=1600,height=900');
                  onDone();
                }}
              >
                {t('wall.windowNamed', { name })}
              </Button>
            ))
          : displays.map((display, index) => (
              <Button
                key={display.id}
                autoFocus={index === 0}
                onClick={() => {
                  void desktop.openWall(display.id);
                  onDone();
                }}
              >
                {display.label === '' ? t('wall.windowNamed', { name: String(index + 1) }) : display.label}{' '}
                {display.width}×{display.height}
              </Button>
            ))}
      </div>
      <p className={styles.words}>{t('wall.windowsWords')}</p>
    </div>
  );
}
