import { Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCameras } from '../console/remote.ts';
import { go } from '../console/route.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenIcon } from '../../ui/icons.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { ClipDetails, SnapshotDetails } from './kept-details.tsx';
import { ClipTable } from './clip-table.tsx';
import styles from './clips.module.css';
import { SnapshotGrid } from './snapshot-grid.tsx';
import { useKept } from './use-kept.ts';

type Kind = 'clips' | 'snapshots';

/** What was kept of the pictures: clips 录像片段 and snapshots 抓图, newest first. */
export function ClipsScreen({ item }: { item: string | null }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>(item?.startsWith('s') === true ? 'snapshots' : 'clips');
  const [cameraId, setCameraId] = useState<string | null>(null);
  const { cameras } = useCameras();
  const clips = useKept('clips.list', cameraId);
  const snapshots = useKept('clips.snapshots', cameraId);
  const shown = kind === 'clips' ? clips : snapshots;
  const chosenClip = kind === 'clips' ? clips.kept.find(({ id }) => String(id) === item) : undefined;
  const chosenSnapshot = kind === 'snapshots' ? snapshots.kept.find(({ id }) => `s${String(id)}` === item) : undefined;
  return (
    <ScreenFrame
      title={t('clips.title')}
      words={t('clips.words')}
      tools={
        <>
          <Select
            className={styles.camera ?? ''}
            aria-label={t('clips.camera')}
            value={cameraId ?? ''}
            showSearch={{ optionFilterProp: 'label' }}
            options={[
              { value: '', label: t('clips.allCameras') },
              ...cameras.map(({ camera }) => ({ value: camera.id, label: camera.name })),
            ]}
            onChange={(id) => setCameraId(id === '' ? null : id)}
          />
          <Segmented<Kind>
            value={kind}
            options={[
              { value: 'clips', label: t('clips.kindClips') },
              { value: 'snapshots', label: t('clips.kindSnapshots') },
            ]}
            onChange={(next) => {
              setKind(next);
              go('clips');
            }}
          />
        </>
      }
      asideLabel={kind === 'clips' ? t('clips.details') : t('clips.snapshotDetails')}
      asideClose={{ label: t('common.close'), onClose: () => go('clips') }}
      aside={
        chosenClip !== undefined ? (
          <ClipDetails clip={chosenClip} />
        ) : chosenSnapshot !== undefined ? (
          <SnapshotDetails snapshot={chosenSnapshot} />
        ) : undefined
      }
    >
      {shown.kept.length === 0 && !shown.list.isLoading ? (
        <EmptyState
          icon={<ScreenIcon screen="clips" />}
          title={kind === 'clips' ? t('clips.empty') : t('clips.emptySnapshots')}
          words={kind === 'clips' ? t('clips.emptyWords') : t('clips.emptySnapshotsWords')}
        />
      ) : kind === 'clips' ? (
        <ClipTable clips={clips.kept} loading={clips.list.isLoading} chosenId={chosenClip?.id ?? null} />
      ) : (
        <SnapshotGrid snapshots={snapshots.kept} chosenId={chosenSnapshot?.id ?? null} />
      )}
      {shown.list.hasNextPage ? (
        <Button className={styles.more ?? ''} onClick={() => void shown.list.fetchNextPage()}>
          {t('clips.more')}
        </Button>
      ) : null}
    </ScreenFrame>
  );
}
