import { Button, Segmented, Select, Table } from 'antd';
import type { TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alarm, AlarmState } from '#contract/alarm.ts';
import type { Priority } from '#contract/watchlist.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { useAlarms, useSignedIn } from '../console/remote.ts';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { go } from '../console/route.ts';
import type { TFunction } from '../../text/index.ts';
import { dayAndTime, durationInWords } from '../../text/format.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenIcon } from '../../ui/icons.tsx';
import { Plate } from '../../ui/plate.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { AlarmDetails } from './alarm-details.tsx';
import { causeOf, filterAlarms, noFilter } from './alarm-filter.ts';
import type { AlarmFilter, CauseKind } from './alarm-filter.ts';
import { alarmFinding, alarmPlace, alarmSubject, alarmTitle, personName } from './alarm-words.ts';
import styles from './alarms-screen.module.css';
import { responseMs } from './order-alarms.ts';

const priorities: readonly (Priority | 'all')[] = ['all', 1, 2, 3];
const causes: readonly (CauseKind | 'all')[] = [
  'all',
  'list',
  'presence',
  'behaviour',
  'camera-lost',
  'crowd',
  'plate-repeats',
  'unknown-device',
];

function causeWords(cause: CauseKind | 'all', t: TFunction): string {
  if (cause === 'all') return t('alarmList.anyCause');
  return cause === 'list' ? t('alarmList.fromList') : t(`alarmList.trigger.${cause}`);
}

const states: readonly (AlarmState | 'all')[] = ['all', 'open', 'acknowledged', 'resolved'];

/** What was raised, who took it, how fast, and how it ended. */
export function AlarmsScreen({ item }: { item: string | null }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const alarms = useAlarms();
  const me = useSignedIn();
  const [filter, setFilter] = useState<AlarmFilter>(noFilter);
  const shown = filterAlarms(alarms, filter);
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
        alarm.cause.by === 'entry' && alarm.kind === 'vehicle' ? (
          <Plate plate={alarmSubject(alarm, t)} size="small" />
        ) : (
          <Found words={alarmFinding(alarm, t) ?? alarmSubject(alarm, t)} />
        ),
    },
    { key: 'place', title: t('alarm.columns.place'), render: (_, alarm) => alarmPlace(alarm, t) },
    {
      key: 'cause',
      responsive: ['xxl'],
      title: t('alarmList.cause'),
      render: (_, alarm) => causeWords(causeOf(alarm), t),
    },
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
      tools={
        <span className={styles.filters}>
          <Segmented
            aria-label={t('alarm.filterState')}
            value={filter.state}
            options={states.map((each) => ({
              value: each,
              label: each === 'all' ? t('alarm.filterAll') : t(`alarm.state.${each}`),
            }))}
            onChange={(state) => setFilter({ ...filter, state })}
          />
          <Segmented<Priority | 'all'>
            aria-label={t('alarmList.priority')}
            value={filter.priority}
            options={priorities.map((each) => ({
              value: each,
              label: each === 'all' ? t('alarmList.anyPriority') : t(`alarm.priority.p${each}`),
            }))}
            onChange={(priority) => setFilter({ ...filter, priority })}
          />
          <Select<CauseKind | 'all'>
            aria-label={t('alarmList.cause')}
            className={styles.cause ?? ''}
            value={filter.cause}
            options={causes.map((each) => ({ value: each, label: causeWords(each, t) }))}
            onChange={(cause) => setFilter({ ...filter, cause })}
          />
        </span>
      }
      asideLabel={t('alarm.details')}
      asideClose={{ label: t('common.close'), onClose: () => go('alarms') }}
      aside={chosen === null ? undefined : <AlarmDetails alarm={chosen} />}
    >
      {alarms.length === 0 ? (
        <EmptyState icon={<ScreenIcon screen="alarms" />} title={t('alarm.empty')} words={t('alarm.emptyWords')} />
      ) : shown.length === 0 ? (
        <EmptyState
          icon={<ScreenIcon screen="alarms" />}
          title={t('alarmList.nothing')}
          words={t('alarmList.nothingWords')}
        >
          <Button onClick={() => setFilter(noFilter)}>{t('alarmList.clear')}</Button>
        </EmptyState>
      ) : (
        <Table
          size="small"
          className={styles.table ?? ''}
          rowKey="id"
          columns={columns}
          dataSource={shown}
          pagination={false}
          footer={() => t('alarm.listWords')}
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

/** On one line; the whole of it is in the details, and under the pointer. */
function Found({ words }: { words: string }) {
  return (
    <span className={styles.found} title={words}>
      {words}
    </span>
  );
}

function Nobody() {
  return <span className={styles.nobody}>—</span>;
}
