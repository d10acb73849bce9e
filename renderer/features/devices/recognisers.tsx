import { Table } from 'antd';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RecognitionDevice } from '#contract/api.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { usePeriodically } from '../console/use-periodically.ts';
import { durationInWords } from '../../text/format.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ChannelAdvice, ChannelLine } from './channel-line.tsx';
import { Drift } from './drift.tsx';
import { NotKept, notRegisteredWords, SubscriptionLine, ToldOfItself } from './viid-facts.tsx';
import styles from './devices-screen.module.css';

/** How often the recognisers are asked after, milliseconds. */
const lookPeriodMs = 5_000;

/** The devices that recognise: registered, heard, in step. */
export function Recognisers() {
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
      render: (_, { deviceId, source, viid }) => (
        <>
          <span className="number">{deviceId}</span>
          <div className={styles.faint}>{t(`journal.source.${source}`)}</div>
          <ToldOfItself viid={viid} />
        </>
      ),
    },
    {
      key: 'camera',
      title: t('devices.recognitionColumns.camera'),
      render: (_, { cameraName }) => cameraName ?? <span className={styles.faint}>{t('alarm.noCamera')}</span>,
    },
    {
      key: 'registered',
      title: t('devices.recognitionColumns.registered'),
      render: (_, { channel, viid }) => (
        <>
          {viid === undefined ? (
            <>
              <ChannelLine channel={channel} nowMs={nowMs} />
              <ChannelAdvice channel={channel} />
            </>
          ) : (
            <ChannelLine
              channel={channel}
              nowMs={nowMs}
              words={t(channel.state === 'listening' ? 'devices.registered' : notRegisteredWords(viid))}
            />
          )}
          <SubscriptionLine viid={viid} nowMs={nowMs} />
        </>
      ),
    },
    {
      key: 'heard',
      title: t('devices.recognitionColumns.heard'),
      width: '7em',
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
      key: 'dropped',
      title: t('devices.recognitionColumns.dropped'),
      width: '12em',
      render: (_, { viid }) => <NotKept viid={viid} />,
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
          {facts === undefined || facts.webhookAddress === null
            ? ''
            : ` · ${t('devices.webhookAddress')} ${facts.webhookAddress}`}
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
