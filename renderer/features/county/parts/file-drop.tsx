import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import styles from './file-drop.module.css';

/**
 * Where a file is dropped, or chosen by a press or Enter. While busy it takes none, yet is not switched off: over a
 * control that is, the browser opens the dropped file itself, and the page is gone.
 */
export function FileDrop(props: {
  name: string;
  accept: string;
  busy?: boolean;
  small?: boolean;
  onFile: (file: File) => void;
  children: ReactNode;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (file: File | undefined): void => {
    if (file !== undefined && props.busy !== true) props.onFile(file);
  };
  return (
    <>
      <button
        type="button"
        className={styles.drop}
        data-file-drop={props.name}
        data-over={over}
        data-small={props.small === true}
        aria-disabled={props.busy === true}
        onClick={() => {
          if (props.busy !== true) input.current?.click();
        }}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        {props.children}
      </button>
      <input
        ref={input}
        type="file"
        name={props.name}
        accept={props.accept}
        hidden
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </>
  );
}
