import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#contract/access.ts';
import type { Action } from '#contract/action.ts';
import type { Alarm } from '#contract/alarm.ts';
import { queryKey } from '../../api/query-client.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { assertNever } from '../console/assert-never.ts';
import { useConsoleParts, useNowMs } from '../console/console-parts.tsx';
import { isControl, isTyping, useWindowKeys } from '../console/keys.ts';
import { useAlarms, useCameras } from '../console/remote.ts';
import { routeTo } from '../console/route.ts';
import { dayAndTime, startOfDayMs } from '../../text/format.ts';
import { ArrowIcon } from '../../ui/icons.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { AlarmCard } from './alarm-card.tsx';
import { decideAlarmKey, railLetters } from './alarm-keys.ts';
import styles from './alarm-rail.module.css';
import { alarmFinding, alarmPlace, alarmSubject, alarmTitle } from './alarm-words.ts';
import type { CardHands, CardWork } from './card-work.ts';
import { offeredActions } from './door-keys.ts';
import { alarmsInRail, countToday, decideSelection } from './order-alarms.ts';
import type { Choice } from './order-alarms.ts';
import { useAlarmActions } from './use-alarm-actions.ts';
import { useDoors } from './use-doors.ts';

const noActions: readonly Action[] = [];

const goesFirst = ({ key, target }: KeyboardEvent): boolean =>
  railLetters.has(key.toLowerCase()) && !(target instanceof Element && target.closest('[data-ptz-pad]') !== null);

/** Always there: what wants a guard, the most urgent first, one key for the next act. */
export function AlarmRail({ me, connected }: { me: SignedIn; connected: boolean }) {
  const { t } = useTranslation();
  const { time } = useConsoleParts();
  const nowMs = useNowMs();
  const alarms = useAlarms();
  const { actions, pending: sending } = useAlarmActions(me);
  // At hand before it is needed: to name whoever was faster, and for a hand-over that does not wait.
  useApiQuery('alarms.colleagues');
  const [work, setWork] = useState<CardWork | null>(null);
  const [lastId, setLastId] = useState<number | null>(null);
  const [choice, setChoice] = useState<Choice | null>(null);
  const [collapsed, setCollapsed] = useState(false);

  const rail = alarmsInRail(alarms, nowMs);
  const selectedId = decideSelection(lastId, rail, { writing: work !== null && work.id === lastId, choice });
  const selected = rail.find((alarm) => alarm.id === selectedId) ?? null;
  const offered = useOffered(selected);
  const choose = (id: number): void => {
    setLastId(id);
    setChoice({ id, seenOpen: new Set(rail.filter(({ state }) => state === 'open').map((alarm) => alarm.id)) });
    setWork(null);
  };
  const selectedSinceMs = useRef({ id: selectedId, sinceMs: time.nowMs() });
  useEffect(() => {
    if (selectedSinceMs.current.id !== selectedId) selectedSinceMs.current = { id: selectedId, sinceMs: time.nowMs() };
    setLastId(selectedId);
  }, [selectedId, time]);
  const { pressDoorOf, chooseDoorOf, ask } = useDoors({ work, setWork, rail, offered, actions });

  const current = useRef({ choose, pressDoorOf, chooseDoorOf });
  useEffect(() => {
    current.current = { choose, pressDoorOf, chooseDoorOf };
  });
  // The same object for good: a card is drawn again only when its alarm changes.
  const [hands] = useState<CardHands>(() => ({
    select: (id) => current.current.choose(id),
    work: setWork,
    door: (id, act) => current.current.pressDoorOf(id, act),
    chooseDoor: (id, actionId) => current.current.chooseDoorOf(id, actionId),
  }));

  useWindowKeys((event) => {
    const action = decideAlarmKey({
      key: event.key,
      modified: event.ctrlKey || event.altKey || event.metaKey,
      shifted: event.shiftKey,
      repeat: event.repeat,
      typing: isTyping(event.target),
      onControl: isControl(event.target) && !(event.target as Element).matches('[data-tile]'),
      onWall: (event.target as Element).closest('[data-wall]') !== null,
      selected,
      selectedForMs: time.nowMs() - selectedSinceMs.current.sinceMs,
      order: rail,
      work: ask !== null ? (ask.chosenId === null ? 'door-which' : 'door-again') : work === null ? null : 'form',
    });
    if (action === null) return false;
    switch (action.act) {
      case 'acknowledge':
        if (sending.acknowledging !== action.id) actions.acknowledge(action.id);
        break;
      case 'begin-outcome':
        setWork({ id: action.id, form: 'outcome', outcome: action.outcome });
        break;
      case 'begin-note':
        setWork({ id: action.id, form: 'note' });
        break;
      case 'begin-hand-over':
        setWork({ id: action.id, form: 'hand-over' });
        break;
      case 'tick-next-step':
        actions.tickStep(action.id, action.step, true);
        break;
      case 'door':
        pressDoorOf(action.id, action.door);
        break;
      case 'which-door': {
        const named = ask?.choices[Number(action.digit) - 1];
        if (named !== undefined && work !== null) chooseDoorOf(work.id, named.id);
        break;
      }
      case 'leave':
        setWork(null);
        break;
      case 'select':
        choose(action.id);
        break;
      default:
        return assertNever(action);
    }
    return true;
  }, goesFirst);

  const { acknowledging, resolving, noting, handingOver } = sending;
  const pendingOf = useMemo(
    () => ({ acknowledging, resolving, noting, handingOver }),
    [acknowledging, resolving, noting, handingOver],
  );
  const pending = rail.filter(({ state }) => state !== 'resolved');
  const today = countToday(alarms, startOfDayMs(nowMs));
  if (collapsed && rail.length === 0) {
    return (
      <aside className={styles.collapsed} aria-label={t('alarm.rail')}>
        <button type="button" onClick={() => setCollapsed(false)} aria-label={t('alarm.expand')}>
          <ArrowIcon to="left" />
          <span>{t('alarm.none')}</span>
        </button>
      </aside>
    );
  }
  return (
    <aside className={styles.rail} aria-label={t('alarm.rail')}>
      <header className={styles.head}>
        <h2>{t('alarm.pending')}</h2>
        <b className={styles.count} data-none={pending.length === 0}>
          {pending.length}
        </b>
        <a href={routeTo('alarms')}>
          {t('alarm.todayCount', { n: today.raised })} · {t('alarm.todayFalse', { n: today.falseMatches })}
        </a>
        {rail.length === 0 ? (
          <button
            type="button"
            className={styles.collapse}
            aria-label={t('alarm.collapse')}
            title={t('alarm.collapse')}
            onClick={() => setCollapsed(true)}
          >
            <ArrowIcon to="right" />
          </button>
        ) : null}
      </header>
      <div className={styles.cards} aria-live="assertive" aria-relevant="additions">
        {rail.length === 0 ? (
          <Calm handled={alarms} nowMs={nowMs} connected={connected} />
        ) : (
          rail.map((alarm) => (
            <AlarmCard
              key={alarm.id}
              alarm={alarm}
              selected={alarm.id === selectedId}
              me={me}
              work={work?.id === alarm.id ? work : null}
              pending={alarm.id === selectedId ? pendingOf : null}
              offered={alarm.id === selectedId ? offered : noActions}
              actions={actions}
              hands={hands}
            />
          ))
        )}
      </div>
      <footer className={styles.foot}>
        <span>
          <KeyCap>Enter</KeyCap> {t('alarm.keys.confirm')}
        </span>
        <span>
          <KeyCap>1</KeyCap>–<KeyCap>4</KeyCap> {t('alarm.keys.outcome')}
        </span>
        <span>
          <KeyCap>N</KeyCap> {t('alarm.keys.note')}
        </span>
        <span>
          <KeyCap>O</KeyCap> <KeyCap>H</KeyCap> {t('handling.keyDoors')}
        </span>
        <span>
          <KeyCap>J</KeyCap> <KeyCap>K</KeyCap> {t('alarm.keys.choose')}
        </span>
      </footer>
    </aside>
  );
}

/** What can be done outside about an alarm of this camera. */
function useOffered(alarm: Alarm | null): readonly Action[] {
  const queries = useQueryClient();
  const { data } = useApiQuery('actions.list');
  const { id, cameraId } = alarm ?? { id: null, cameraId: null };
  // A chief may have set one up since the last card: they are asked for anew with each.
  useEffect(() => {
    if (id !== null) void queries.invalidateQueries({ queryKey: queryKey('actions.list') });
  }, [queries, id]);
  const { cameras } = useCameras();
  const point = cameras.find(({ camera }) => camera.id === cameraId)?.camera.point ?? null;
  return useMemo(() => offeredActions(data ?? noActions, cameraId, () => point), [data, cameraId, point]);
}

/** How many handled alarms the calm rail recalls. */
const recalled = 6;

/** Nothing to handle: says so, and what was handled last. */
function Calm(props: { handled: readonly Alarm[]; nowMs: number; connected: boolean }) {
  const { handled, nowMs, connected } = props;
  const { t } = useTranslation();
  return (
    <div className={styles.calm}>
      <strong data-trusted={connected}>{connected ? t('alarm.none') : t('alarm.unknown')}</strong>
      <p>{connected ? t('alarm.noneWords') : t('alarm.unknownWords')}</p>
      {handled.length === 0 ? null : (
        <ol>
          {handled.slice(0, recalled).map((alarm) => (
            <li key={alarm.id} data-priority={alarm.priority}>
              <a href={routeTo('alarms', alarm.id)}>
                <span className="number">{dayAndTime(alarm.raisedAtMs, nowMs)}</span>
                <b>{alarmTitle(alarm, t)}</b>
                <span>
                  {alarmFinding(alarm, t) ?? alarmSubject(alarm, t)} · {alarmPlace(alarm, t)}
                </span>
                <i>{alarm.resolved === null ? '' : t(`alarm.outcome.${alarm.resolved.outcome}`)}</i>
              </a>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
