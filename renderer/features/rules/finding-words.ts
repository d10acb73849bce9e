import type { RuleFinding } from '#contract/rule.ts';
import type { TFunction } from '../../text/index.ts';
import { assertNever } from '../console/assert-never.ts';
import { exactly } from './rule-words.ts';

/** What made a rule raise its alarm, as a line under its name: `鲁P12345 在 10 分钟内出现 5 次`. */
export function findingWords(finding: RuleFinding, t: TFunction): string {
  const { people, threshold, plate, times, minutes, seconds, deviceId } = finding;
  switch (finding.kind) {
    case 'presence':
      return finding.subject === undefined || finding.subject === 'behaviour' || finding.subject === 'crowd'
        ? t('ruleFinding.presence.other')
        : t(`ruleFinding.presence.${finding.subject}`);
    case 'behaviour':
      return t(`ruleFinding.behaviour.${finding.behaviour ?? 'other'}`);
    case 'camera-lost':
      return seconds === undefined
        ? t('ruleFinding.cameraLostShort')
        : t('ruleFinding.cameraLost', { duration: exactly(seconds, t) });
    case 'crowd':
      return people === undefined || threshold === undefined
        ? t('ruleFinding.crowdShort')
        : t('ruleFinding.crowd', { people, threshold });
    case 'plate-repeats':
      return plate === undefined || times === undefined || minutes === undefined
        ? t('ruleFinding.plateShort')
        : t('ruleFinding.plateRepeats', { plate, times, duration: exactly(minutes * 60, t) });
    case 'unknown-device':
      return deviceId === undefined
        ? t('ruleFinding.unknownDeviceShort')
        : t('ruleFinding.unknownDevice', { device: deviceId });
    default:
      return assertNever(finding.kind);
  }
}
