/** What the fields of an entry share. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryProblem } from '#contract/watchlist.ts';
import type { TFunction } from '../../text/index.ts';
import { Field } from '../devices/camera-form.tsx';
import type { EntryForm } from './entry-form.ts';
import type { EntryMember } from './entry-members.ts';
import styles from './entry-editor.module.css';

export interface FormProps {
  form: EntryForm;
  problems: readonly EntryProblem[];
  onForm: (change: Partial<EntryForm>) => void;
}

/** What is wrong with a member, in the reader's words; null: nothing is known to be. */
export function problemAt(problems: readonly EntryProblem[], field: string, t: TFunction): string | null {
  const found = problems.find((problem) => problem.field === field);
  return found === undefined ? null : t(`watchlist.problem.${found.problem}`);
}

/** A field of one member, with what is wrong with it in place of its hint. */
export function MemberField(props: {
  member: EntryMember;
  hint?: string;
  problems: readonly EntryProblem[];
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const error = problemAt(props.problems, props.member, t);
  return (
    <Field
      label={t(`watchlist.field.${props.member}`)}
      {...(props.hint === undefined ? {} : { hint: props.hint })}
      {...(error === null ? {} : { error })}
    >
      {props.children}
    </Field>
  );
}

/** A group of controls under one name: no label, as a press on it would press the first of them. */
export function GroupField(props: { label: string; hint?: string; error?: string | null; children: ReactNode }) {
  return (
    <div className={styles.group} role="group" aria-label={props.label}>
      <span>{props.label}</span>
      {props.children}
      {props.hint === undefined && (props.error ?? null) === null ? null : (
        <small data-error={(props.error ?? null) !== null}>{props.error ?? props.hint}</small>
      )}
    </div>
  );
}

export function FormSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Problems of members that have no field of their own here: said all the same. */
export function OtherProblems({ problems, shown }: { problems: readonly EntryProblem[]; shown: readonly string[] }) {
  const { t } = useTranslation();
  const others = problems.filter(({ field }) => !shown.includes(field));
  return others.map(({ field, problem }) => (
    <p key={field}>{t('watchlist.problemOf', { what: field, problem: t(`watchlist.problem.${problem}`) })}</p>
  ));
}
