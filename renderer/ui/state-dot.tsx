import styles from './state-dot.module.css';

/** Green: as it should be. Amber: cannot be trusted. Grey: nothing there. Never red: red is for alarms. */
export function StateDot({ tone }: { tone: 'ok' | 'warning' | 'idle' }) {
  return <span className={styles.dot} data-tone={tone} aria-hidden="true" />;
}
