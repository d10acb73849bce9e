import { Table } from 'antd';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Clip } from '#contract/clip.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { useSignedIn } from '../console/remote.ts';
import { go } from '../console/route.ts';
import { dayAndTime, sizeInWords } from '../../text/format.ts';
import { StateDot } from '../../ui/state-dot.tsx';
import { clipBeginsAtMs, clipLength, secondsLeftInWords, whoCut } from './clip-words.ts';
import styles from './clips.module.css';

export function ClipTable(props: { clips: readonly Clip[]; loading: boolean; chosenId: number | null }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const me = useSignedIn();
  const columns: TableColumnsType<Clip> = [
    {
      key: 'time',
      title: t('clips.columns.time'),
      render: (_, clip) => (
        <button
          type="button"
          className={`${styles.open ?? ''} number`}
          data-open-clip={clip.id}
          data-clip-state={clip.state}
          aria-pressed={clip.id === props.chosenId}
          onClick={(event) => {
            event.stopPropagation();
            go('clips', clip.id);
          }}
        >
          {dayAndTime(clipBeginsAtMs(clip), nowMs)}
        </button>
      ),
    },
    { key: 'camera', title: t('clips.columns.camera'), render: (_, { cameraName }) => <b>{cameraName}</b> },
    {
      key: 'length',
      title: t('clips.columns.length'),
      align: 'right',
      render: (_, clip) => (clip.state === 'ready' ? <span className="number">{clipLength(clip)}</span> : '—'),
    },
    {
      key: 'size',
      title: t('clips.columns.size'),
      align: 'right',
      render: (_, clip) => (clip.state === 'ready' ? <span className="number">{sizeInWords(clip.bytes)}</span> : '—'),
    },
    { key: 'reason', title: t('clips.columns.reason'), render: (_, { reason }) => t(`clips.reason.${reason}`) },
    { key: 'by', title: t('clips.columns.by'), render: (_, { by }) => whoCut(by, me, t) },
    {
      key: 'state',
      title: t('clips.columns.state'),
      render: (_, clip) => (
        <span className={styles.state} data-state={clip.state}>
          <StateDot tone={clip.state === 'ready' ? 'ok' : clip.state === 'failed' ? 'warning' : 'idle'} />
          {clip.state === 'recording'
            ? `${t('clips.state.recording')} · ${secondsLeftInWords(clip.untilMs, nowMs, t)}`
            : clip.state === 'failed'
              ? `${t('clips.state.failed')} · ${t(`clips.failure.${clip.failure}`)}`
              : t('clips.state.ready')}
        </span>
      ),
    },
  ];
  return (
    <Table
      size="small"
      className={styles.table ?? ''}
      rowKey="id"
      columns={columns}
      dataSource={props.clips}
      loading={props.loading}
      pagination={false}
      scroll={{ x: 'max-content' }}
      rowClassName={({ id }) => (id === props.chosenId ? 'ant-table-row-selected' : '')}
      onRow={({ id }) => ({ onClick: () => go('clips', id) })}
    />
  );
}
