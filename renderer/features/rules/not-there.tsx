import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../console/error-words.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { RulesTabs } from './rules-tabs.tsx';
import type { RulesTab } from './rules-tabs.tsx';

/** In place of an editor: the list is not here yet, could not be had, or has no such member. */
export function NotThere(props: {
  tab: RulesTab;
  loaded: boolean;
  error: Error | null;
  back: { words: string; address: string };
  onRetry: () => void;
}) {
  const { t } = useTranslation();
  const { error, loaded } = props;
  const words = loaded ? t('error.not-found') : error === null ? t('common.loading') : errorWords(error, t);
  return (
    <ScreenFrame title={t(`rules.tabs.${props.tab}`)} tabs={<RulesTabs current={props.tab} />}>
      <EmptyState title={words}>
        {loaded || error === null ? (
          <a href={props.back.address}>{props.back.words}</a>
        ) : (
          <Button onClick={props.onRetry}>{t('common.retry')}</Button>
        )}
      </EmptyState>
    </ScreenFrame>
  );
}
