import { Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './rules.module.css';

/** Whether it is on; with `onSwitch`, to be switched by mouse. Keys switch the row. */
export function EnabledCell(props: { enabled: boolean; label: string; onSwitch: ((enabled: boolean) => void) | null }) {
  const { t } = useTranslation();
  const { enabled, onSwitch } = props;
  return (
    <span role="gridcell" className={styles.enabled} onClick={(event) => event.stopPropagation()}>
      {onSwitch === null ? null : (
        <Switch tabIndex={-1} checked={enabled} aria-label={props.label} onChange={onSwitch} />
      )}
      {enabled ? t('rules.on') : t('rules.off')}
    </span>
  );
}
