import { App } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Action } from '#contract/action.ts';
import type { Alarm } from '#contract/alarm.ts';
import { assertNever } from '../console/assert-never.ts';
import { useConsoleParts } from '../console/console-parts.tsx';
import type { CardWork } from './card-work.ts';
import { askStaysMs, chooseDoor, pressDoor } from './door-keys.ts';
import type { DoorAct, DoorAsk, DoorStep } from './door-keys.ts';
import type { AlarmActions } from './use-alarm-actions.ts';

/** Carries out what a door's key or button comes to, and takes back a question that nobody answers. */
export function useDoors(rail: {
  work: CardWork | null;
  setWork: (work: CardWork | null) => void;
  rail: readonly Alarm[];
  offered: readonly Action[];
  actions: AlarmActions;
}): {
  ask: DoorAsk | null;
  pressDoorOf: (id: number, act: DoorAct) => void;
  chooseDoorOf: (id: number, actionId: number) => void;
} {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { time } = useConsoleParts();
  const { work, setWork, offered, actions } = rail;
  const ask = work?.form === 'door' ? work.ask : null;
  useEffect(() => {
    if (ask === null) return undefined;
    const timer = setTimeout(() => setWork(null), Math.max(0, ask.sinceMs + askStaysMs - time.nowMs()));
    return () => clearTimeout(timer);
  }, [ask, setWork, time]);

  const follow = (id: number, step: DoorStep): void => {
    switch (step.step) {
      case 'ask':
        setWork({ id, form: 'door', ask: step.ask });
        break;
      case 'run':
        setWork(null);
        actions.runAction(id, step.actionId, step.wanted);
        break;
      case 'none':
        void message.info(t(`doors.none.${step.act}`));
        break;
      case 'wait':
        break;
      default:
        assertNever(step);
    }
  };
  return {
    ask,
    pressDoorOf(id, act) {
      const alarm = rail.rail.find((each) => each.id === id);
      if (alarm === undefined) return;
      follow(id, pressDoor(act, { ask: work?.id === id ? ask : null, alarm, offered, nowMs: time.nowMs() }));
    },
    chooseDoorOf(id, actionId) {
      const alarm = rail.rail.find((each) => each.id === id);
      if (ask === null || alarm === undefined) return;
      const nowMs = time.nowMs();
      follow(
        id,
        ask.chosenId === actionId
          ? pressDoor(ask.act, { ask, alarm, offered, nowMs })
          : chooseDoor(ask.act, actionId, ask.choices, nowMs),
      );
    },
  };
}
