import { Segmented, Table } from 'antd';
import type { TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alarm, AlarmState } from '#contract/alarm.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { useAlarms, useSignedIn } from '../console/remote.ts';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { go } from '../console/route.ts';
import { dayAndTime, durationInWords } from '../../text/format.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenIcon } from '../../ui/icons.tsx';
import { Plate } from '../../ui/plate.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { AlarmDetails } from './alarm-details.tsx';
import { alarmPlace, alarmSubject, alarmTitle, personName } from './alarm-words.ts';
import styles from './alarms-screen.module.css';
import { responseMs } from './order-alarms.ts';

const states: readonly (AlarmState | 'all')[] = ['all', 'open', 'acknowledged', 'resolved'];

/** What was raised, who took it, how fast, and how it ended. */
export function AlarmsScreen({ item }: { item: string | null }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const alarms = useAlarms();
  const me = useSignedIn();
  const [state, setState] = useState<AlarmState | 'all'>('all');
  const shown = alarms.filter((alarm) => state === 'all' || alarm.state === state);
  const chosen = alarms.find((alarm) => String(alarm.id) === item) ?? null;

  useWindowKeys((event) => {
    if (event.key !== 'Escape' || chosen === null || isTyping(event.target)) return false;
    go('alarms');
    return true;
  });

  const columns: TableColumnsType<Alarm> = [
    {
      key: 'raised',
      title: t('alarm.columns.raised'),
      width: '11em',
      render: (_, alarm) => <span className="number">{dayAndTime(alarm.raisedAtMs, todayMs)}</span>,
    },
    {
      key: 'state',
      title: t('alarm.columns.state'),
      width: '6.5em',
      render: (_, alarm) => (
        <span className={styles.state} data-state={alarm.state} data-priority={alarm.priority}>
          {t(`alarm.state.${alarm.state}`)}
        </span>
      ),
    },
    {
      key: 'what',
      title: t('alarm.columns.what'),
      render: (_, alarm) => (
        <span className={styles.what} data-priority={alarm.priority}>
          <i aria-hidden="true" />
          {alarmTitle(alarm, t)}
          <small>{t(`alarm.priority.p${alarm.priority}`)}</small>
        </span>
      ),
    },
    {
      key: 'subject',
      title: t('alarm.columns.subject'),
      render: (_, alarm) =>
        alarm.kind === 'vehicle' ? <Plate plate={alarmSubject(alarm, t)} size="small" /> : alarmSubject(alarm, t),
    },
    { key: 'place', title: t('alarm.columns.place'), render: (_, alarm) => alarmPlace(alarm, t) },
    {
      key: 'hits',
      responsive: ['xxl'],
      title: t('alarm.columns.hits'),
      width: '4em',
      align: 'right',
      render: (_, alarm) => <span className="number">{alarm.count}</span>,
    },
    {
      key: 'owner',
      title: t('alarm.columns.owner'),
      render: (_, alarm) => {
        const who = alarm.resolved ?? alarm.owner;
        return who === null ? <Nobody /> : personName(who, me);
      },
    },
    {
      key: 'response',
      responsive: ['xxl'],
      title: t('alarm.columns.response'),
      width: '7em',
      align: 'right',
      render: (_, alarm) => {
        const response = responseMs(alarm);
        return response === null ? <Nobody /> : durationInWords(response, t);
      },
    },
    {
      key: 'outcome',
      title: t('alarm.columns.outcome'),
      width: '6em',
      render: (_, alarm) => (alarm.resolved === null ? <Nobody /> : t(`alarm.outcome.${alarm.resolved.outcome}`)),
    },
    {
      key: 'note',
      responsive: ['xxl'],
      title: t('alarm.columns.note'),
      render: (_, alarm) => <span className={styles.note}>{alarm.resolved?.note ?? ''}</span>,
    },
  ];
  return (
    <ScreenFrame
      title={t('screens.alarms')}
      words={t('alarm.listWords')}
      tools={
        <Segmented
          aria-label={t('alarm.filterState')}
          value={state}
          options={states.map((each) => ({
            value: each,
            label: each === 'all' ? t('alarm.filterAll') : t(`alarm.state.${each}`),
          }))}
          onChange={setState}
        />
      }
      asideLabel={t('alarm.details')}
      asideClose={{ label: t('common.close'), onClose: () => go('alarms') }}
      aside={chosen === null ? undefined : <AlarmDetails alarm={chosen} />}
    >
      {alarms.length === 0 ? (
        <EmptyState icon={<ScreenIcon screen="alarms" />} title={t('alarm.empty')} words={t('alarm.emptyWords')} />
      ) : (
        <Table
          size="small"
          className={styles.table ?? ''}
          rowKey="id"
          columns={columns}
          dataSource={shown}
          pagination={false}
          scroll={{ x: 'max-content' }}
          rowClassName={(alarm) => (alarm.id === chosen?.id ? 'ant-table-row-selected' : '')}
          onRow={(alarm) => ({
            tabIndex: 0,
            'aria-selected': alarm.id === chosen?.id,
            onClick: () => go('alarms', alarm.id),
            onFocus: () => go('alarms', alarm.id),
          })}
        />
      )}
    </ScreenFrame>
  );
}

function Nobody() {
  return <span className={styles.nobody}>—</span>;
}
