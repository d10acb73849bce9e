import { useTranslation } from 'react-i18next';
import type { OnvifFacts, OnvifFailed } from '#contract/onvif.ts';
import type { TFunction } from '../../text/index.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { dayAndTime } from '../../text/format.ts';
import { Facts } from '../../ui/facts.tsx';
import { Drift } from './drift.tsx';
import styles from './onvif.module.css';

export function abilitiesInWords(facts: OnvifFacts, t: TFunction): string {
  const able = [
    ...(facts.ptz ? [t('onvif.can.ptz')] : []),
    ...(facts.imaging ? [t('onvif.can.imaging')] : []),
    ...(facts.snapshot ? [t('onvif.can.snapshot')] : []),
    ...(facts.relayOutputs > 0 ? [t('onvif.can.relay', { n: facts.relayOutputs })] : []),
  ];
  return able.length === 0 ? t('onvif.can.none') : able.join(t('common.list'));
}

/** What the camera says it is, and how its clock stands. */
export function OnvifFactList(props: { facts: OnvifFacts; more?: readonly (readonly [string, string])[] }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const { facts } = props;
  return (
    <Facts
      facts={[
        [t('onvif.facts.maker'), `${facts.manufacturer} ${facts.model}`.trim()],
        [t('onvif.facts.firmware'), <span className="number">{facts.firmware}</span>],
        [t('onvif.facts.serial'), <span className="number">{facts.serial}</span>],
        [t('onvif.host'), <span className="number">{`${facts.host}:${String(facts.port)}`}</span>],
        [t('onvif.facts.drift'), <Drift driftMs={facts.clockDriftMs} />],
        [t('onvif.facts.can'), abilitiesInWords(facts, t)],
        ...(props.more ?? []),
        [t('onvif.facts.checked'), <span className="number">{dayAndTime(facts.checkedAtMs, nowMs)}</span>],
      ]}
    />
  );
}

/** Why it did not work, what to do, and the camera's own words for the engineer. */
export function OnvifFailure({ failed }: { failed: OnvifFailed }) {
  const { t } = useTranslation();
  return (
    <div className={styles.failed} role="alert" data-problem={failed.problem}>
      <b>{t(`onvif.problem.${failed.problem}.why`)}</b>
      <span>{t(`onvif.problem.${failed.problem}.advice`)}</span>
      {failed.clockDriftMs === null ? null : <Drift driftMs={failed.clockDriftMs} />}
      <code>{failed.detail}</code>
    </div>
  );
}
