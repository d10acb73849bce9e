import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

/** Nothing to show: says so, and what to do about it. */
export function EmptyState(props: { title: string; words?: string; icon?: ReactNode; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      {props.icon === undefined ? null : <span className={styles.icon}>{props.icon}</span>}
      <strong>{props.title}</strong>
      {props.words === undefined ? null : <p>{props.words}</p>}
      {props.children}
    </div>
  );
}
