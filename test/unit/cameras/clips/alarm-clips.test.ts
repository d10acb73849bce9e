import { expect, test } from 'vitest';
import { AlarmClips } from '../../../../main/cameras/clips/alarm-clips.ts';
import type { ClipRequest, ClipSpan } from '../../../../main/cameras/clips/clips.ts';
import { AppError } from '../../../../main/system/app-error.ts';
import { seconds } from '../../../../main/system/clock.ts';
import { silentLog } from '../../../../main/system/log.ts';
import { anAlarm } from '../../../builders/alarm.ts';
import { FakeClock } from '../../../builders/fake-clock.ts';

function open(span?: ClipSpan) {
  const clock = new FakeClock();
  const asked: { cameraId: string; request: ClipRequest }[] = [];
  const alarmClips = new AlarmClips({
    clips: {
      cut(cameraId, request) {
        asked.push({ cameraId, request });
        return Promise.reject(new AppError('disk-full', 'no room'));
      },
    },
    clock,
    log: silentLog,
    ...(span === undefined ? {} : { span }),
  });
  return { clock, asked, alarmClips };
}

test('an alarm cuts one clip, however often it is told of, and a refusal is not its concern', () => {
  const { alarmClips, asked, clock } = open();
  const alarm = anAlarm({ id: 7, raisedAtMs: clock.nowMs(), cameraId: 'east-gate' });
  alarmClips.take(alarm);
  alarmClips.take({ ...alarm, count: 2 });
  alarmClips.take({ ...alarm, state: 'acknowledged' });
  expect(asked).toEqual([
    {
      cameraId: 'east-gate',
      request: { beforeSeconds: 10, afterSeconds: 20, reason: 'alarm', alarmId: 7, by: 'station' },
    },
  ]);
});

test('an alarm is shown for as long before and after as the station is set to', () => {
  const { alarmClips, asked, clock } = open({ beforeSeconds: 15, afterSeconds: 45 });
  alarmClips.take(anAlarm({ id: 7, raisedAtMs: clock.nowMs(), cameraId: 'east-gate' }));
  expect(asked[0]?.request).toMatchObject({ beforeSeconds: 15, afterSeconds: 45 });
});

test('an alarm that was raised a little late reaches back to what it is about', () => {
  const { alarmClips, asked, clock } = open();
  alarmClips.take(anAlarm({ raisedAtMs: clock.nowMs() - seconds(3) }));
  expect(asked[0]?.request.beforeSeconds).toBe(13);
});

test('of an alarm that is judged long after, nothing is in the ring', () => {
  const { alarmClips, asked, clock } = open();
  alarmClips.take(anAlarm({ raisedAtMs: clock.nowMs() - seconds(31) }));
  alarmClips.take(anAlarm({ raisedAtMs: clock.nowMs(), cameraId: null }));
  alarmClips.take(anAlarm({ raisedAtMs: clock.nowMs(), state: 'resolved' }));
  expect(asked).toEqual([]);
});
