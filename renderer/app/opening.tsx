import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/empty-state.tsx';
import { ShieldMark } from '../ui/icons.tsx';

/** Before the station has answered for the first time. */
export function Opening({ failed, onRetry }: { failed: boolean; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState icon={<ShieldMark />} title={failed ? t('error.unreached') : t('common.loading')}>
      {failed ? <Button onClick={onRetry}>{t('common.retry')}</Button> : null}
    </EmptyState>
  );
}
