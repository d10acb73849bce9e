import { Button, Select, Slider } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCameras } from '../console/remote.ts';
import { percent } from '../journal/sighting-words.ts';
import { withThreshold } from './settings-rules.ts';
import styles from './settings-side.module.css';

/** Cameras whose library is to be believed sooner, or later, than the others. */
export function CameraThresholds(props: {
  usual: number;
  byCamera: Readonly<Record<string, number>>;
  onByCamera: (byCamera: Record<string, number>) => void;
}) {
  const { t } = useTranslation();
  const { cameras } = useCameras();
  const { byCamera, onByCamera } = props;
  const others = cameras.filter(({ camera }) => byCamera[camera.id] === undefined);
  const nameOf = (id: string): string => cameras.find(({ camera }) => camera.id === id)?.camera.name ?? id;
  return (
    <div className={styles.thresholds}>
      {Object.entries(byCamera).map(([id, similarity]) => (
        <div key={id} className={styles.threshold} data-threshold={id}>
          <span>{nameOf(id)}</span>
          <Slider
            className={styles.slider ?? ''}
            ariaLabelForHandle={t('watchlist.settings.thresholdOf', { name: nameOf(id) })}
            min={0.5}
            max={1}
            step={0.01}
            value={similarity}
            tooltip={{ formatter: (value) => percent(value ?? 0) }}
            onChange={(value) => onByCamera(withThreshold(byCamera, id, value))}
          />
          <b className="number">{percent(similarity)}</b>
          <Button size="small" type="text" onClick={() => onByCamera(withThreshold(byCamera, id, null))}>
            {t('watchlist.settings.usualAgain')}
          </Button>
        </div>
      ))}
      <Select
        className={styles.addCamera ?? ''}
        aria-label={t('watchlist.settings.ofCamera')}
        placeholder={t('watchlist.settings.ofCamera')}
        value={null}
        showSearch={{ optionFilterProp: 'label' }}
        options={others.map(({ camera }) => ({ value: camera.id, label: camera.name }))}
        onChange={(id: string | null) => {
          if (id !== null) onByCamera(withThreshold(byCamera, id, props.usual));
        }}
      />
    </div>
  );
}
