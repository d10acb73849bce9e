import { App, Button, Modal, Table } from 'antd';
import type { TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraWithState, RecognitionDevice } from '#contract/api.ts';
import type { Camera, StreamState } from '#contract/camera.ts';
import { useApiMutation, useApiQuery } from '../../api/use-api.ts';
import type { TFunction } from '../../text/index.ts';
import { usePeriodically } from '../console/use-periodically.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { useSayError } from '../console/error-words.ts';
import { useCameras, useSignedIn } from '../console/remote.ts';
import { go } from '../console/route.ts';
import { dayAndTime, driftInWords, durationInWords } from '../../text/format.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LockIcon, ScreenIcon } from '../../ui/icons.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { StateDot } from '../../ui/state-dot.tsx';
import { codecInWords } from '../wall/codec-words.ts';
import { retryWords } from '../wall/tile-trouble.tsx';
import { CameraForm } from './camera-form.tsx';
import styles from './devices-screen.module.css';

type Editing = { what: 'nothing' } | { what: 'new' } | { what: 'camera'; camera: Camera };

/** Cameras and recognisers: whether each works, and if not, why. */
export function DevicesScreen({ item }: { item: string | null }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { cameras, loaded } = useCameras();
  const isAdmin = useSignedIn()?.role === 'admin';
  const [editing, setEditing] = useState<Editing>({ what: 'nothing' });
  const adding = item === 'add' && isAdmin;
  const shown: Editing = adding && editing.what === 'nothing' ? { what: 'new' } : editing;
  const close = (): void => {
    setEditing({ what: 'nothing' });
    if (item !== null) go('devices');
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
    >
      <h2 className={styles.section}>{t('devices.cameras')}</h2>
      {loaded && cameras.length === 0 ? (
        <EmptyState icon={<ScreenIcon screen="devices" />} title={t('devices.empty')} words={t('devices.emptyWords')} />
      ) : (
        <CameraTable
          cameras={cameras}
          isAdmin={isAdmin}
          onChange={(camera) => setEditing({ what: 'camera', camera })}
        />
      )}
      <Recognisers />
      <Modal
        open={shown.what !== 'nothing'}
        title={shown.what === 'camera' ? t('devices.form.changeTitle') : t('devices.form.addTitle')}
        width="min(98rem, calc(100% - 3.2rem))"
        // Over the work only: the alarm rail stays in sight and in reach.
        getContainer={() => document.querySelector('main') ?? document.body}
        footer={null}
        destroyOnHidden
        onCancel={close}
      >
        {shown.what === 'nothing' ? null : (
          <CameraForm
            changing={shown.what === 'camera' ? shown.camera : null}
            saveWords={t('devices.form.save')}
            onSaved={(camera) => {
              void message.success(t('devices.form.saved', { name: camera.name }));
              close();
            }}
          />
        )}
      </Modal>
    </ScreenFrame>
  );
}

function CameraTable(props: {
  cameras: readonly CameraWithState[];
  isAdmin: boolean;
  onChange: (camera: Camera) => void;
}) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const sayError = useSayError();
  const remove = useApiMutation('cameras.remove', { refreshes: ['cameras.list'] });
  const askToRemove = (camera: Camera): void =>
    void modal.confirm({
      title: t('devices.removeAsk', { name: camera.name }),
      content: t('devices.removeWords'),
      okText: t('devices.remove'),
      cancelText: t('alarm.cancel'),
      onOk: async () => {
        try {
          await remove.mutateAsync({ id: camera.id });
          void message.success(t('devices.form.removed', { name: camera.name }));
        } catch (error) {
          sayError(error);
        }
      },
    });
  const columns: TableColumnsType<CameraWithState> = [
    {
      key: 'name',
      title: t('devices.columns.name'),
      width: '13em',
      render: (_, { camera }) => (
        <span className={styles.name}>
          <b>{camera.name}</b>
          <small>{t(`point.${camera.point}`)}</small>
        </span>
      ),
    },
    {
      key: 'main',
      title: t('devices.columns.main'),
      render: (_, { camera, main }) => <Stream state={main} address={camera.mainAddress} />,
    },
    {
      key: 'sub',
      title: t('devices.columns.sub'),
      render: (_, { camera, sub }) =>
        camera.subAddress === null ? (
          <span className={styles.faint}>{t('devices.noSub')}</span>
        ) : (
          <Stream state={sub} address={camera.subAddress} />
        ),
    },
    {
      key: 'actions',
      title: props.isAdmin ? t('devices.columns.actions') : t('devices.columns.origin'),
      width: '12em',
      align: 'right',
      render: (_, { camera }) =>
        camera.provisioned ? (
          <span className={styles.locked} title={t('devices.provisionedHint')}>
            <LockIcon /> {t('devices.provisioned')}
          </span>
        ) : props.isAdmin ? (
          <span className={styles.acts}>
            <Button size="small" onClick={() => props.onChange(camera)}>
              {t('devices.change')}
            </Button>
            <Button size="small" onClick={() => askToRemove(camera)}>
              {t('devices.remove')}
            </Button>
          </span>
        ) : null,
    },
  ];
  return (
    <Table
      size="small"
      rowKey={({ camera }) => camera.id}
      columns={columns}
      dataSource={props.cameras}
      pagination={false}
    />
  );
}

function Stream({ state, address }: { state: StreamState | null; address: string }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  return (
    <span className={styles.stream} data-state={state?.state ?? 'none'}>
      <span className={styles.line}>
        <StateDot tone={state?.state === 'live' ? 'ok' : state === null ? 'idle' : 'warning'} />
        <b>{state === null ? t('devices.noState') : t(`devices.state.${state.state}`)}</b>
        {state === null ? null : <span>{streamWords(state, nowMs, t)}</span>}
      </span>
      <code>{address}</code>
    </span>
  );
}

function streamWords(state: StreamState, nowMs: number, t: TFunction): string {
  const lasting = t('devices.liveFor', { duration: durationInWords(nowMs - state.sinceMs, t) });
  switch (state.state) {
    case 'live': {
      const size =
        state.width === null || state.height === null ? '' : `${String(state.width)}×${String(state.height)} `;
      return `${codecInWords(state.codec)} ${size}· ${lasting}`;
    }
    case 'connecting':
      return state.attempt > 1 ? t('tile.connectingAttempt', { n: state.attempt }) : '';
    case 'stale':
      return lasting;
    case 'unplayable':
      return codecInWords(state.codec);
    case 'offline':
      return `${t(`offline.${state.reason}.why`)} · ${lasting} · ${retryWords(state.retryAtMs, state.attempt, nowMs, t)}`;
  }
}

/** How often the recognisers are asked after, milliseconds. */
const lookPeriodMs = 5_000;

function Recognisers() {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const devices = useApiQuery('recognition.devices');
  const { data: facts } = useApiQuery('station.facts');
  usePeriodically(() => void devices.refetch(), lookPeriodMs);
  const columns: TableColumnsType<RecognitionDevice> = [
    {
      key: 'id',
      title: t('devices.recognitionColumns.id'),
      width: '17em',
      render: (_, { deviceId }) => <span className="number">{deviceId}</span>,
    },
    {
      key: 'camera',
      title: t('devices.recognitionColumns.camera'),
      render: (_, { cameraName }) => cameraName ?? <span className={styles.faint}>{t('alarm.noCamera')}</span>,
    },
    {
      key: 'registered',
      title: t('devices.recognitionColumns.registered'),
      render: (_, { registered, registeredAtMs }) => (
        <span className={styles.line}>
          <StateDot tone={registered ? 'ok' : 'warning'} />
          <b>{registered ? t('devices.registered') : t('devices.notRegistered')}</b>
          {registered && registeredAtMs !== null ? (
            <span>{t('devices.registeredSince', { time: dayAndTime(registeredAtMs, nowMs) })}</span>
          ) : null}
        </span>
      ),
    },
    {
      key: 'heard',
      title: t('devices.recognitionColumns.heard'),
      render: (_, { lastHeardAtMs }) =>
        lastHeardAtMs === null
          ? t('devices.neverHeard')
          : t('time.ago', { age: durationInWords(nowMs - lastHeardAtMs, t) }),
    },
    {
      key: 'sightings',
      title: t('devices.recognitionColumns.sightings'),
      align: 'right',
      width: '6em',
      render: (_, { sightings }) => <span className="number">{sightings}</span>,
    },
    {
      key: 'drift',
      title: t('devices.recognitionColumns.drift'),
      align: 'right',
      width: '10em',
      render: (_, { clockDriftMs }) => <Drift driftMs={clockDriftMs} />,
    },
  ];
  return (
    <>
      <h2 className={styles.section}>
        {t('devices.recognition')}
        <small>
          {facts === undefined
            ? ''
            : facts.viidAddress === null
              ? t('devices.viidOff')
              : `${t('devices.viidAddress')} ${facts.viidAddress}`}
        </small>
      </h2>
      {devices.data?.length === 0 ? (
        <EmptyState title={t('devices.recognitionEmpty')} words={t('devices.recognitionEmptyWords')} />
      ) : (
        <Table
          size="small"
          rowKey="deviceId"
          columns={columns}
          dataSource={devices.data ?? []}
          loading={devices.isLoading}
          pagination={false}
        />
      )}
    </>
  );
}

/** A camera's clock this far off makes its times worthless as evidence (milliseconds). */
const badDriftMs = 2_000;

function Drift({ driftMs }: { driftMs: number | null }) {
  const { t } = useTranslation();
  if (driftMs === null) return <span className={styles.faint}>{t('devices.driftUnknown')}</span>;
  if (Math.abs(driftMs) < badDriftMs) return t('devices.driftOk');
  const duration = driftInWords(driftMs, t);
  return (
    <span className={styles.drift}>
      {driftMs > 0 ? t('devices.driftFast', { duration }) : t('devices.driftSlow', { duration })}
    </span>
  );
}
