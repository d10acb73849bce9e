import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ArrowIcon } from '../../ui/icons.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { layoutSizes } from './layouts.ts';
import { PatrolButton } from './patrol-panel.tsx';
import type { Patrol } from './patrol.ts';
import panels from './panels.module.css';
import { SoundButton } from './sound-button.tsx';
import type { WallSound } from './use-wall-sound.ts';
import type { Wall } from './use-wall.ts';
import { ViewsButton } from './views-panel.tsx';
import styles from './wall-screen.module.css';
import { WindowsButton } from './windows-panel.tsx';

export type OpenPanel = 'views' | 'patrol' | 'windows' | null;

/** The line above the wall: what it shows, and what it can be told. */
export function WallTools(props: {
  wall: Wall;
  patrol: Patrol;
  troubles: number;
  panel: OpenPanel;
  sound: WallSound;
  onPanel: (panel: OpenPanel) => void;
  onBack: () => void;
  onTurn: (by: number) => void;
  onTrouble: () => void;
  onFullScreen: () => void;
  onShowKeys: () => void;
}) {
  const { t } = useTranslation();
  const { wall, panel } = props;
  const open = (which: OpenPanel) => (isOpen: boolean) => props.onPanel(isOpen ? which : null);
  return (
    <div className={styles.tools}>
      {/* A display's number says nothing to anyone. */}
      {wall.name === null || wall.name.length > 8 ? null : (
        <b className={styles.wallName}>{t('wall.windowNamed', { name: wall.name })}</b>
      )}
      {wall.enlarged === null ? (
        <>
          <ViewsButton wall={wall} open={panel === 'views'} onOpen={open('views')} />
          <div className={styles.layouts} role="group" aria-label={t('wall.layout')}>
            {layoutSizes.map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={each === wall.layout.size}
                aria-label={t('wall.layoutOf', { n: each })}
                onClick={() => wall.chooseLayout(each)}
              >
                {each}
              </button>
            ))}
          </div>
          {wall.pages > 1 ? (
            <div className={styles.pages}>
              <button type="button" aria-label={t('wall.previous')} title="PageUp" onClick={() => props.onTurn(-1)}>
                <ArrowIcon to="left" />
              </button>
              <span title={t('wall.page', { page: wall.page + 1, pages: wall.pages })}>
                {wall.page + 1}/{wall.pages}
              </span>
              <button type="button" aria-label={t('wall.next')} title="PageDown" onClick={() => props.onTurn(1)}>
                <ArrowIcon to="right" />
              </button>
            </div>
          ) : null}
        </>
      ) : (
        <Button icon={<ArrowIcon to="left" />} onClick={props.onBack}>
          {t('wall.back')} <KeyCap>Esc</KeyCap>
        </Button>
      )}
      <PatrolButton wall={wall} patrol={props.patrol} open={panel === 'patrol'} onOpen={open('patrol')} />
      <span className={styles.space} />
      {props.troubles === 0 ? null : (
        <button type="button" className={styles.trouble} title={t('wall.troubleShow')} onClick={props.onTrouble}>
          {t('wall.trouble', { n: props.troubles })}
        </button>
      )}
      <SoundButton sound={props.sound} />
      {wall.name === null ? <WindowsButton open={panel === 'windows'} onOpen={open('windows')} /> : null}
      <button type="button" className={panels.tool} title={t('wall.fullScreen')} onClick={props.onFullScreen}>
        <span className={styles.wide}>{t('wall.fullScreen')}</span> <KeyCap>F</KeyCap>
      </button>
      <button type="button" className={panels.tool} title={t('settings.keys')} onClick={props.onShowKeys}>
        <span className={styles.wide}>{t('settings.keys')}</span> <KeyCap>?</KeyCap>
      </button>
    </div>
  );
}
