import type { ReactNode } from 'react';
import { CloseButton } from './close-button.tsx';
import styles from './screen-frame.module.css';

/** A screen beside the wall: a head with its title and tools, the body, and room for details on the right. */
export function ScreenFrame(props: {
  title: string;
  /** In place of the title, where the screen has sides to turn to. */
  tabs?: ReactNode;
  words?: ReactNode;
  tools?: ReactNode;
  aside?: ReactNode;
  asideLabel?: string;
  /** The words of the button that closes the details, and what it does. */
  asideClose?: { label: string; onClose: () => void };
  children: ReactNode;
}) {
  return (
    <div className={styles.screen}>
      <section className={styles.main}>
        <header className={styles.head}>
          <h1 className={props.tabs === undefined ? undefined : 'visually-hidden'}>{props.title}</h1>
          {props.tabs}
          <div className={styles.words}>{props.words}</div>
          <div className={styles.tools}>{props.tools}</div>
        </header>
        <div className={styles.body}>{props.children}</div>
      </section>
      {props.aside === undefined ? null : (
        <aside className={styles.aside} aria-label={props.asideLabel}>
          {props.asideClose === undefined ? null : <CloseButton {...props.asideClose} />}
          {props.aside}
        </aside>
      )}
    </div>
  );
}
