import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import styles from './printed-sheet.module.css';

/** What is on the paper instead of the console: black on white, A4. Not to be seen on the screen. */
export function PrintedSheet({ children }: { children: ReactNode }) {
  return createPortal(
    <div className={styles.paper} data-printed>
      {children}
    </div>,
    document.body,
  );
}
