import { useTranslation } from 'react-i18next';
import { SpeakerIcon } from '../../ui/icons.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import panels from './panels.module.css';
import type { WallSound } from './use-wall-sound.ts';

/** Turns the sound of the selected tile on and off. */
export function SoundButton({ sound }: { sound: WallSound }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={panels.tool}
      aria-pressed={sound.on}
      aria-label={t('wall.listen')}
      title={t('wall.listenWords')}
      onClick={sound.toggle}
    >
      <SpeakerIcon on={sound.on} /> <KeyCap>L</KeyCap>
    </button>
  );
}
