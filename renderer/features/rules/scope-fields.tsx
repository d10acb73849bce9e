import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { cameraPoint } from '#contract/camera.ts';
import type { Scope } from '#contract/scope.ts';
import { useCameras } from '../console/remote.ts';
import styles from './fields.module.css';
import { ChipChoice } from './group.tsx';

/** Kinds of place, and single cameras beside them. Neither: everywhere. */
export function ScopeFields({ scope, onChange }: { scope: Scope; onChange: (scope: Scope) => void }) {
  const { t } = useTranslation();
  const { cameras } = useCameras();
  const { points, cameraIds } = scope;
  const known = cameras.map(({ camera }) => ({ value: camera.id, label: camera.name }));
  const gone = cameraIds
    .filter((id) => known.every(({ value }) => value !== id))
    .map((id) => ({ value: id, label: t('ruleSentence.cameraGone') }));
  return (
    <div className={styles.fields}>
      <ChipChoice
        label={t('rules.points')}
        name="point"
        all={cameraPoint.options}
        chosen={points}
        words={(point) => t(`point.${point}`)}
        onChange={(chosen) => onChange({ ...scope, points: chosen })}
      />
      <Select
        mode="multiple"
        className={styles.cameras ?? ''}
        aria-label={t('rules.cameras')}
        placeholder={points.length === 0 ? t('rules.camerasHintOnly') : t('rules.camerasHint')}
        value={cameraIds}
        maxCount={256}
        maxTagCount={6}
        showSearch={{ optionFilterProp: 'label' }}
        options={[...known, ...gone]}
        onChange={(chosen: string[]) => onChange({ ...scope, cameraIds: chosen })}
      />
      {points.length === 0 && cameraIds.length === 0 ? <small>{t('rules.everywhere')}</small> : null}
    </div>
  );
}
