import { App } from 'antd';
import { useTranslation } from 'react-i18next';

/** Leaves at once, or asks first when there is something to lose. */
export function useLeave(changed: boolean, leave: () => void): () => void {
  const { modal } = App.useApp();
  const { t } = useTranslation();
  return () => {
    if (!changed) {
      leave();
      return;
    }
    modal.confirm({
      title: t('rules.leaveAsk'),
      content: t('rules.leaveWords'),
      okText: t('rules.leave'),
      cancelText: t('rules.stay'),
      focusable: { autoFocusButton: 'cancel' },
      getContainer: () => document.querySelector('main') ?? document.body,
      onOk: leave,
    });
  };
}
