import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../console/error-words.ts';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenIcon } from '../../ui/icons.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { RulesTabs } from './rules-tabs.tsx';
import type { RulesTab } from './rules-tabs.tsx';
import styles from './rules.module.css';
import type { RowList } from './use-row-list.ts';

/** A list of rules or actions with its head, its details, and what stands there while it is empty or not known. */
export function ListFrame(props: {
  tab: RulesTab;
  words: string;
  /** On the button that begins a new one; null for whoever may not. */
  newWords: string | null;
  onNew: () => void;
  /** Null while it is not known. */
  count: number | null;
  error: Error | null;
  onRetry: () => void;
  empty: { title: string; words: string };
  rows: RowList;
  detailsLabel: string;
  details: ReactNode;
  onCloseDetails: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const { count, error, rows } = props;
  useWindowKeys((event) => {
    if (event.key !== 'Escape' || props.details === null || isTyping(event.target)) return false;
    props.onCloseDetails();
    return true;
  });
  const title = t(`rules.tabs.${props.tab}`);
  return (
    <div className={styles.whole} {...rows.screen}>
      <ScreenFrame
        title={title}
        tabs={<RulesTabs current={props.tab} />}
        words={count === null ? null : props.words}
        tools={
          props.newWords === null ? null : (
            <Button type="primary" data-new onClick={props.onNew}>
              {props.newWords}
              <KeyCap>N</KeyCap>
            </Button>
          )
        }
        asideLabel={props.detailsLabel}
        asideClose={{ label: t('common.close'), onClose: props.onCloseDetails }}
        aside={props.details ?? undefined}
      >
        {count === null ? (
          <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)}>
            {error === null ? null : <Button onClick={props.onRetry}>{t('common.retry')}</Button>}
          </EmptyState>
        ) : count === 0 ? (
          <EmptyState icon={<ScreenIcon screen="rules" />} {...props.empty} />
        ) : (
          <>
            <ul className={styles.rows} role="grid" aria-label={title} {...rows.list}>
              {props.children}
            </ul>
            {props.newWords === null ? null : <p className={styles.keys}>{t('rules.listKeys')}</p>}
          </>
        )}
      </ScreenFrame>
    </div>
  );
}
