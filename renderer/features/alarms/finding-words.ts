/** What a rule found, in a guard's words. Pure. */
import type { RuleFinding } from '#contract/rule.ts';
import { durationInWords } from '../../text/format.ts';
import type { TFunction } from '../../text/index.ts';
import { spacedPlate } from '../../ui/plate-look.ts';

const written = (plate: string): string => {
  const { head, tail } = spacedPlate(plate);
  return `${head}·${tail}`;
};
/** Character by character, or a voice makes a word of it. */
export const spelt = (plate: string): string => Array.from(plate).join(' ');

/** What the rule did not say is left out: rows of older stations may lack it. */
export function findingWords(finding: RuleFinding, place: string, t: TFunction): string {
  switch (finding.kind) {
    case 'presence':
      return finding.subject === undefined
        ? t('finding.presenceAny')
        : t('finding.presence', { what: t(`journal.kinds.${finding.subject}`) });
    case 'behaviour':
      return t('finding.behaviour', { what: t(`journal.behaviour.${finding.behaviour ?? 'other'}`) });
    case 'camera-lost':
      return finding.seconds === undefined
        ? t('finding.cameraLost', { place })
        : t('finding.cameraLostFor', { place, duration: durationInWords(finding.seconds * 1000, t) });
    case 'crowd':
      return finding.people === undefined || finding.threshold === undefined
        ? t('finding.crowdPlain')
        : t('finding.crowd', { people: finding.people, threshold: finding.threshold });
    case 'plate-repeats':
      return finding.plate === undefined || finding.times === undefined || finding.minutes === undefined
        ? t('finding.plateRepeatsPlain')
        : t('finding.plateRepeats', {
            plate: written(finding.plate),
            times: finding.times,
            minutes: finding.minutes,
          });
    case 'unknown-device':
      return finding.deviceId === undefined
        ? t('finding.unknownDevicePlain')
        : t('finding.unknownDevice', { device: finding.deviceId });
  }
}

/** The same for the ear: plates are spelt, and nobody remembers the twenty digits of a device. */
export function spokenFinding(finding: RuleFinding, place: string, t: TFunction): string {
  const { kind, people, plate, times, minutes } = finding;
  if (kind === 'crowd' && people !== undefined) return t('finding.spokenCrowd', { people });
  if (kind === 'plate-repeats' && plate !== undefined && times !== undefined && minutes !== undefined) {
    return t('finding.spokenPlate', { plate: spelt(plate), times, minutes });
  }
  if (kind === 'unknown-device') return t('finding.unknownDevicePlain');
  return findingWords(finding, place, t);
}
