import { App, Button, Input } from 'antd';
import { useEffect, useEffectEvent, useState } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ptzPresetName } from '#contract/onvif.ts';
import { useSignedIn } from '../console/remote.ts';
import { KeyCap } from '../../ui/key-cap.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import styles from './ptz-pad.module.css';
import { decidePtzKey } from './ptz-keys.ts';
import type { PtzHold } from './ptz-keys.ts';
import { usePtz } from './use-ptz.ts';
import type { Ptz } from './use-ptz.ts';

/**
 * Moves a camera by pointer or, while the pad has the focus, by keys. Shows nothing for a camera that cannot be moved.
 * Keys it does not know pass through, above all Enter.
 */
export function PtzPad({ cameraId }: { cameraId: string }) {
  const { t } = useTranslation();
  const ptz = usePtz(cameraId);
  const role = useSignedIn()?.role;
  const release = useEffectEvent(() => ptz.release());
  useEffect(() => {
    // A key let go in another window is never heard of here.
    const away = (): void => release();
    window.addEventListener('blur', away);
    document.addEventListener('visibilitychange', away);
    return () => {
      window.removeEventListener('blur', away);
      document.removeEventListener('visibilitychange', away);
    };
  }, []);
  if (!ptz.able) return null;

  const isForPad = (event: KeyboardEvent): boolean =>
    !(event.target instanceof HTMLInputElement) && !event.ctrlKey && !event.altKey && !event.metaKey;
  const onKeyDown = (event: KeyboardEvent): void => {
    const key = isForPad(event) ? decidePtzKey(event.key) : null;
    if (key === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    if (key.does === 'hold') ptz.hold(key.hold);
    else if (key.does === 'home') ptz.goHome();
    else {
      const preset = ptz.presets[key.index];
      if (preset !== undefined) ptz.goToPreset(preset.token);
    }
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    const key = decidePtzKey(event.key);
    if (key?.does === 'hold') ptz.letGo(key.hold);
  };
  return (
    <div
      className={styles.pad}
      role="group"
      aria-label={t('ptz.pad')}
      title={t('ptz.focusHint')}
      tabIndex={0}
      data-ptz-pad={cameraId}
      data-moving={ptz.held.size > 0}
      onKeyDown={onKeyDown}
      onKeyUp={onKeyUp}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) ptz.release();
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <div className={styles.controls}>
        <div className={styles.cross}>
          <HoldButton ptz={ptz} hold="up" label={t('ptz.up')}>
            <Triangle turn={0} />
          </HoldButton>
          <HoldButton ptz={ptz} hold="left" label={t('ptz.left')}>
            <Triangle turn={270} />
          </HoldButton>
          <button type="button" className={styles.home} title={`${t('ptz.home')} H`} onClick={() => ptz.goHome()}>
            {t('ptz.home')}
          </button>
          <HoldButton ptz={ptz} hold="right" label={t('ptz.right')}>
            <Triangle turn={90} />
          </HoldButton>
          <HoldButton ptz={ptz} hold="down" label={t('ptz.down')}>
            <Triangle turn={180} />
          </HoldButton>
        </div>
        <div className={styles.zoom}>
          <HoldButton ptz={ptz} hold="in" label={t('ptz.zoomIn')}>
            +
          </HoldButton>
          <HoldButton ptz={ptz} hold="out" label={t('ptz.zoomOut')}>
            −
          </HoldButton>
        </div>
      </div>
      <Presets ptz={ptz} mayChange={role === 'chief' || role === 'admin'} />
      <p className={styles.failure} role="alert">
        {ptz.failure === null
          ? ''
          : t('ptz.failed', {
              why: ptz.failure === 'unreached' ? t('ptz.unreached') : t(`onvif.problem.${ptz.failure}.why`),
            })}
      </p>
    </div>
  );
}

function HoldButton({ ptz, hold, label, children }: { ptz: Ptz; hold: PtzHold; label: string; children: ReactNode }) {
  const letGo = (): void => ptz.letGo(hold);
  return (
    <button
      type="button"
      data-hold={hold}
      data-held={ptz.held.has(hold)}
      aria-label={label}
      title={label}
      onPointerDown={(event: PointerEvent<HTMLButtonElement>) => {
        if (event.button !== 0) return;
        // The pointer may leave the button while it is held; it is still this button's.
        event.currentTarget.setPointerCapture(event.pointerId);
        ptz.hold(hold);
      }}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onLostPointerCapture={letGo}
      onContextMenu={(event) => event.preventDefault()}
    >
      {children}
    </button>
  );
}

function Presets({ ptz, mayChange }: { ptz: Ptz; mayChange: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [name, setName] = useState('');
  const save = async (): Promise<void> => {
    const parsed = ptzPresetName.safeParse(name);
    if (!parsed.success || !(await ptz.savePreset(parsed.data))) return;
    setName('');
    void message.success(t('ptz.saved', { name: parsed.data }));
  };
  const setHome = async (): Promise<void> => {
    if (await ptz.setHome()) void message.success(t('ptz.homeSet'));
  };
  return (
    <div className={styles.presets}>
      {ptz.presets.length === 0 ? (
        <span className={styles.none}>{t('ptz.noPresets')}</span>
      ) : (
        <ol aria-label={t('ptz.presets')}>
          {ptz.presets.map((preset, index) => (
            <li key={preset.token}>
              <button
                type="button"
                title={t('ptz.goTo', { name: preset.name })}
                onClick={() => ptz.goToPreset(preset.token)}
              >
                {index < 9 ? <KeyCap>{String(index + 1)}</KeyCap> : null}
                <span>{preset.name}</span>
              </button>
              {mayChange ? (
                <button
                  type="button"
                  className={styles.remove}
                  aria-label={t('ptz.remove', { name: preset.name })}
                  title={t('ptz.remove', { name: preset.name })}
                  onClick={() => ptz.removePreset(preset.token)}
                >
                  <CloseIcon />
                </button>
              ) : null}
            </li>
          ))}
        </ol>
      )}
      {mayChange ? (
        <div className={styles.save}>
          <Input
            size="small"
            name="preset-name"
            value={name}
            maxLength={64}
            placeholder={t('ptz.saveName')}
            aria-label={t('ptz.saveName')}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={(event) => {
              event.stopPropagation();
              void save();
            }}
          />
          <Button size="small" disabled={name.trim() === ''} onClick={() => void save()}>
            {t('ptz.save')}
          </Button>
          <Button size="small" onClick={() => void setHome()}>
            {t('ptz.setHome')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Triangle({ turn }: { turn: number }) {
  return (
    <svg viewBox="0 0 24 24" width="1em" height="1em" aria-hidden="true" style={{ rotate: `${String(turn)}deg` }}>
      <path d="M12 6.5l7 10H5z" fill="currentColor" />
    </svg>
  );
}
