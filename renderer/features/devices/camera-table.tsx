import { App, Button, Grid, Table } from 'antd';
import type { TableColumnType, TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CameraWithState } from '#contract/api.ts';
import type { Camera } from '#contract/camera.ts';
import type { CameraHealth } from '#contract/health.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { useSayError } from '../console/error-words.ts';
import { go } from '../console/route.ts';
import { LockIcon } from '../../ui/icons.tsx';
import styles from './devices-screen.module.css';
import { bitrateInWords, isPoor, rateInWords, totals, troubleInWords } from './health-words.ts';
import { StreamLine } from './stream-line.tsx';

/** Every camera in a line: does it work, did it, and what is wrong. */
export function CameraTable(props: {
  cameras: readonly CameraWithState[];
  health: ReadonlyMap<string, CameraHealth>;
  chosenId: string | null;
  isAdmin: boolean;
  onChange: (camera: Camera) => void;
}) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const sayError = useSayError();
  // Beside the alarm rail of a small screen there is room for one stream: the one the wall shows.
  const wide = Grid.useBreakpoint().xxl === true;
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
  const shownStream: TableColumnType<CameraWithState> = {
    key: 'shown',
    title: t('health.streamShown'),
    render: (_, { camera, main, sub }) =>
      camera.subAddress === null ? (
        <StreamLine state={main} address={camera.mainAddress} />
      ) : (
        <StreamLine state={sub} address={camera.subAddress} />
      ),
  };
  const bothStreams: TableColumnsType<CameraWithState> = [
    {
      key: 'main',
      title: t('devices.columns.main'),
      render: (_, { camera, main }) => <StreamLine state={main} address={camera.mainAddress} />,
    },
    {
      key: 'sub',
      title: t('devices.columns.sub'),
      render: (_, { camera, sub }) =>
        camera.subAddress === null ? (
          <span className={styles.faint}>{t('devices.noSub')}</span>
        ) : (
          <StreamLine state={sub} address={camera.subAddress} />
        ),
    },
  ];
  const columns: TableColumnsType<CameraWithState> = [
    {
      key: 'name',
      title: t('devices.columns.name'),
      width: '12em',
      render: (_, { camera }) => (
        <button
          type="button"
          className={styles.open}
          aria-pressed={camera.id === props.chosenId}
          onClick={(event) => {
            event.stopPropagation();
            go('devices', camera.id);
          }}
        >
          <b>{camera.name}</b>
          <small>{t(`point.${camera.point}`)}</small>
        </button>
      ),
    },
    {
      key: 'health',
      title: t('health.column'),
      width: '15em',
      render: (_, { camera }) => <HealthCell health={props.health.get(camera.id)} />,
    },
    ...(wide ? bothStreams : [shownStream]),
    {
      key: 'actions',
      title: props.isAdmin ? t('devices.columns.actions') : t('devices.columns.origin'),
      width: '11em',
      align: 'right',
      render: (_, { camera }) =>
        camera.provisioned ? (
          <span className={styles.locked} title={t('devices.provisionedHint')}>
            <LockIcon /> {t('devices.provisioned')}
          </span>
        ) : props.isAdmin ? (
          <span className={styles.acts} onClick={(event) => event.stopPropagation()}>
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
      className={styles.cameras ?? ''}
      rowKey={({ camera }) => camera.id}
      columns={columns}
      dataSource={props.cameras}
      pagination={false}
      rowClassName={({ camera }) => (camera.id === props.chosenId ? 'ant-table-row-selected' : '')}
      onRow={({ camera }) => ({ onClick: () => go('devices', camera.id) })}
    />
  );
}

function HealthCell({ health }: { health: CameraHealth | undefined }) {
  const { t } = useTranslation();
  if (health === undefined) return <span className={styles.faint}>—</span>;
  const rate = rateInWords(health.online.day);
  const trouble = troubleInWords(health, t);
  const { kilobitsPerSecond } = totals(health.streams);
  const frames = Math.max(0, ...health.streams.map((each) => each.framesPerSecond));
  return (
    <span className={styles.health} data-poor={isPoor(health.online.day)} data-health={health.condition}>
      <span className={styles.line}>
        <b title={t('health.dayRate')}>{rate ?? '—'}</b>
        <span>
          {health.condition === 'live'
            ? `${bitrateInWords(kilobitsPerSecond)} · ${t('health.framesPerSecond', { n: Math.round(frames) })}`
            : ''}
        </span>
      </span>
      {trouble === null ? null : <small>{trouble}</small>}
    </span>
  );
}
