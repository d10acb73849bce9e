import styles from './key-cap.module.css';

/** The key that does the same, on the thing it does. */
export function KeyCap({ children }: { children: string }) {
  return <kbd className={styles.cap}>{children}</kbd>;
}
