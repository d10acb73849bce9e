import { Button, Popconfirm } from 'antd';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '../../ui/key-cap.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { BackButton } from './back-button.tsx';
import styles from './editor.module.css';
import { RulesTabs } from './rules-tabs.tsx';
import type { RulesTab } from './rules-tabs.tsx';
import { useEditorKeys } from './use-editor-keys.ts';
import { useLeave } from './use-leave.ts';

/** A rule or an action that is written: the way back, the sentence on top, its sections in two columns. */
export function EditorFrame(props: {
  tab: RulesTab;
  sentence: string;
  /** Of the alarms it raises; a colour beside the sentence. */
  priority?: 1 | 2 | 3;
  busy: boolean;
  /** Something would be lost. */
  changed: boolean;
  onSave: () => void;
  onLeave: () => void;
  /** Null: there is nothing to remove yet. */
  remove: { ask: string; words: string; act: () => void } | null;
  left: ReactNode;
  right: ReactNode;
}) {
  const { t } = useTranslation();
  const { remove } = props;
  const leave = useLeave(props.changed, props.onLeave);
  useEditorKeys({ save: props.onSave, leave });
  const columns = useRef<HTMLDivElement>(null);
  // What is chosen, not merely the first: Enter there changes nothing.
  useEffect(() => columns.current?.querySelector<HTMLElement>('input, [aria-pressed="true"]')?.focus(), []);
  return (
    <ScreenFrame
      title={t(`rules.tabs.${props.tab}`)}
      tabs={<RulesTabs current={props.tab} />}
      words={<BackButton onBack={leave} />}
      tools={
        <>
          {remove === null ? null : (
            <Popconfirm
              title={remove.ask}
              description={remove.words}
              okText={t('rules.remove')}
              cancelText={t('rules.cancel')}
              onConfirm={remove.act}
            >
              <Button>{t('rules.remove')}</Button>
            </Popconfirm>
          )}
          <Button type="primary" data-save loading={props.busy} onClick={props.onSave}>
            {t('rules.save')}
            <KeyCap>Ctrl ↵</KeyCap>
          </Button>
        </>
      }
    >
      <div className={styles.editor} data-editor={props.tab}>
        <p className={styles.sentence} data-priority={props.priority} aria-live="polite" data-sentence>
          {props.sentence}
        </p>
        <div className={styles.columns} ref={columns}>
          <div className={styles.column}>{props.left}</div>
          <div className={styles.column}>{props.right}</div>
        </div>
      </div>
    </ScreenFrame>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
