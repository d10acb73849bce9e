import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { KeyTable } from './key-table.tsx';

/** `?` anywhere: every key on one card. */
export function KeyCard({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open={open} centered title={t('keys.title')} width={1240} footer={null} destroyOnHidden onCancel={onClose}>
      <KeyTable />
    </Modal>
  );
}
