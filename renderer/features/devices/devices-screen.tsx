import { App, Button, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '#contract/camera.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { useCameras, useSignedIn } from '../console/remote.ts';
import { go } from '../console/route.ts';
import { usePeriodically } from '../console/use-periodically.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenIcon } from '../../ui/icons.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { CameraDetails } from './camera-details.tsx';
import { CameraForm } from './camera-form.tsx';
import { CameraTable } from './camera-table.tsx';
import styles from './devices-screen.module.css';
import { OnvifForm } from './onvif-form.tsx';
import { Recognisers } from './recognisers.tsx';

type Editing = { what: 'nothing' } | { what: 'new' } | { what: 'camera'; camera: Camera };
type Way = 'address' | 'onvif';

/** The rates are measured over half a minute; asked for this often (milliseconds). */
const healthPeriodMs = 10_000;

/** Cameras and recognisers: whether each works, and if not, why. */
export function DevicesScreen({ item }: { item: string | null }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { cameras, loaded } = useCameras();
  const isAdmin = useSignedIn()?.role === 'admin';
  const health = useApiQuery('health.list');
  usePeriodically(() => void health.refetch(), healthPeriodMs);
  const healthById = new Map(health.data?.map((each) => [each.cameraId, each]));
  const [editing, setEditing] = useState<Editing>({ what: 'nothing' });
  const [way, setWay] = useState<Way>('address');
  const adding = item === 'add' && isAdmin;
  const shown: Editing = adding && editing.what === 'nothing' ? { what: 'new' } : editing;
  const chosen = cameras.find(({ camera }) => camera.id === item) ?? null;
  const close = (): void => {
    setEditing({ what: 'nothing' });
    if (item === 'add') go('devices');
  };
  const saved = (words: string): void => {
    void message.success(words);
    close();
  };
  return (
    <ScreenFrame
      title={t('devices.title')}
      words={isAdmin ? null : t('devices.adminOnly')}
      tools={
        isAdmin ? (
          <Button type="primary" onClick={() => setEditing({ what: 'new' })}>
            {t('devices.add')}
          </Button>
        ) : null
      }
      asideLabel={t('health.details')}
      asideClose={{ label: t('common.close'), onClose: () => go('devices') }}
      aside={
        chosen === null ? undefined : (
          <CameraDetails
            key={chosen.camera.id}
            item={chosen}
            health={healthById.get(chosen.camera.id) ?? null}
            isAdmin={isAdmin}
          />
        )
      }
    >
      <h2 className={styles.section}>{t('devices.cameras')}</h2>
      {loaded && cameras.length === 0 ? (
        <EmptyState icon={<ScreenIcon screen="devices" />} title={t('devices.empty')} words={t('devices.emptyWords')} />
      ) : (
        <CameraTable
          cameras={cameras}
          health={healthById}
          chosenId={chosen?.camera.id ?? null}
          isAdmin={isAdmin}
          onChange={(camera) => setEditing({ what: 'camera', camera })}
        />
      )}
      <Recognisers />
      <Modal
        open={shown.what !== 'nothing'}
        title={shown.what === 'camera' ? t('devices.form.changeTitle') : t('devices.form.addTitle')}
        style={{ top: 'max(2.4rem, 6vh)' }}
        width="min(98rem, calc(100% - 3.2rem))"
        // Over the work only: the alarm rail stays in sight and in reach.
        getContainer={() => document.querySelector('main') ?? document.body}
        footer={null}
        destroyOnHidden
        onCancel={close}
      >
        {shown.what === 'new' ? (
          <Segmented<Way>
            className={styles.ways ?? ''}
            aria-label={t('onvif.how')}
            value={way}
            options={[
              { value: 'address', label: t('onvif.byAddress') },
              { value: 'onvif', label: t('onvif.byOnvif') },
            ]}
            onChange={setWay}
          />
        ) : null}
        {shown.what === 'nothing' ? null : shown.what === 'new' && way === 'onvif' ? (
          <OnvifForm onAdded={(camera) => saved(t('onvif.added', { name: camera.name }))} />
        ) : (
          <CameraForm
            changing={shown.what === 'camera' ? shown.camera : null}
            saveWords={t('devices.form.save')}
            onSaved={(camera) => saved(t('devices.form.saved', { name: camera.name }))}
          />
        )}
      </Modal>
    </ScreenFrame>
  );
}
