import { InputNumber } from 'antd';
import type { ReactNode } from 'react';
import { toggled } from '../journal/journal-filter.ts';
import { Chip, Chips } from '../../ui/chips.tsx';
import styles from './fields.module.css';

/** A label over several controls; unlike a field's, it does not press the first of them. */
export function Group(props: { label: string; hint?: string; error?: string | null; children: ReactNode }) {
  const { error = null } = props;
  return (
    <div className={styles.group} role="group" aria-label={props.label}>
      <span>{props.label}</span>
      {props.children}
      {error === null && props.hint === undefined ? null : (
        <small data-error={error !== null}>{error ?? props.hint}</small>
      )}
    </div>
  );
}

/** A whole number with its unit. What is emptied while it is typed comes back when it is left. */
export function NumberField(props: {
  name: string;
  label: string;
  value: number;
  least: number;
  most: number;
  unit: string;
  disabled?: boolean;
  onChange: (value: number) => void;
}) {
  return (
    <span className={styles.number}>
      <InputNumber
        name={props.name}
        aria-label={props.label}
        value={props.value}
        min={props.least}
        max={props.most}
        precision={0}
        disabled={props.disabled === true}
        onChange={(value) => {
          if (value !== null) props.onChange(value);
        }}
      />
      {props.unit}
    </span>
  );
}

/** Any of a few, as chips. */
export function ChipChoice<T extends string>(props: {
  label: string;
  /** Before each member, in the chip's name. */
  name: string;
  all: readonly T[];
  chosen: readonly T[];
  words: (each: T) => string;
  disabled?: boolean;
  onChange: (chosen: T[]) => void;
}) {
  return (
    <Chips label={props.label}>
      {props.all.map((each) => (
        <Chip
          key={each}
          name={`${props.name}-${each}`}
          disabled={props.disabled === true}
          on={props.chosen.includes(each)}
          onPress={() => props.onChange(toggled(props.chosen, each))}
        >
          {props.words(each)}
        </Chip>
      ))}
    </Chips>
  );
}
