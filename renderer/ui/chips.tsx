import type { ReactNode } from 'react';
import type { Colour } from '#contract/sighting.ts';
import styles from './chips.module.css';

/** A row of chips under one label; a screen reader hears the label. */
export function Chips({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.chips} role="group" aria-label={label}>
      {children}
    </div>
  );
}

export function Chip(props: {
  on?: boolean;
  /** Opens more, rather than choosing. */
  quiet?: boolean;
  /** Only a dot in it. */
  narrow?: boolean;
  disabled?: boolean;
  title?: string;
  name?: string;
  onPress: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={styles.chip}
      aria-pressed={props.on}
      data-quiet={props.quiet === true}
      data-narrow={props.narrow === true}
      data-chip={props.name}
      disabled={props.disabled === true}
      title={props.title}
      onClick={props.onPress}
    >
      {props.children}
    </button>
  );
}

const paint: Readonly<Record<Colour, string>> = {
  black: '#15181c',
  white: '#f4f6f8',
  grey: '#8a939c',
  red: '#c0392f',
  blue: '#2a6bd4',
  yellow: '#efc21f',
  orange: '#e67e22',
  brown: '#7a5230',
  green: '#2f9e5b',
  purple: '#7e4bb5',
  cyan: '#2fb3b8',
  pink: '#e58fb0',
  transparent: 'linear-gradient(135deg, #0b0f14 45%, #9fb0c0 45% 55%, #0b0f14 55%)',
  other: 'conic-gradient(#c0392f, #efc21f, #2f9e5b, #2a6bd4, #c0392f)',
};

/** What a colour of the allow-list looks like. */
export function ColourDot({ colour }: { colour: Colour }) {
  return <i className={styles.dot} style={{ background: paint[colour] }} aria-hidden="true" />;
}
