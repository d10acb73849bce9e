import styles from './close-button.module.css';
import { CloseIcon } from './icons.tsx';

export function CloseButton({ label, onClose }: { label: string; onClose: () => void }) {
  return (
    <button type="button" className={styles.close} aria-label={label} title={`${label} Esc`} onClick={onClose}>
      <CloseIcon />
    </button>
  );
}
