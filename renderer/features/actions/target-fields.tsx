import { Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ActionTarget } from '#contract/action.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { assertNever } from '../console/assert-never.ts';
import { useCameras } from '../console/remote.ts';
import { Field } from '../devices/camera-form.tsx';
import fields from '../rules/fields.module.css';
import { Group, NumberField } from '../rules/group.tsx';
import { Chip, Chips } from '../../ui/chips.tsx';
import { firstTargets } from './action-draft.ts';
import type { ActionProblem, TargetOf } from './action-draft.ts';
import styles from './actions.module.css';
import { HttpFields } from './http-fields.tsx';

export interface TargetProps<K extends ActionTarget['kind']> {
  target: TargetOf<K>;
  /** Said once somebody has tried to save or to test. */
  problems: readonly ActionProblem[];
  /** Names of headers whose values the station has. */
  keptHeaders: readonly string[];
  onChange: (target: ActionTarget) => void;
}

const kinds = ['onvif-relay', 'http', 'modbus-coil'] as const;

/** Where an action goes: its kind, and what that kind needs to know. */
export function TargetFields(props: TargetProps<ActionTarget['kind']>) {
  const { t } = useTranslation();
  return (
    <div className={fields.fields}>
      <Chips label={t('actions.target')}>
        {kinds.map((kind) => (
          <Chip
            key={kind}
            name={`target-${kind}`}
            on={kind === props.target.kind}
            onPress={() => {
              if (kind !== props.target.kind) props.onChange(firstTargets[kind]);
            }}
          >
            {t(`actions.targetKind.${kind}`)}
          </Chip>
        ))}
      </Chips>
      <Particulars {...props} />
    </div>
  );
}

function Particulars({ target, ...others }: TargetProps<ActionTarget['kind']>) {
  switch (target.kind) {
    case 'onvif-relay':
      return <RelayFields target={target} {...others} />;
    case 'http':
      return <HttpFields target={target} {...others} />;
    case 'modbus-coil':
      return <CoilFields target={target} {...others} />;
    default:
      return assertNever(target);
  }
}

function RelayFields({ target, problems, onChange }: TargetProps<'onvif-relay'>) {
  const { t } = useTranslation();
  const { cameras } = useCameras();
  const { data: linked = [] } = useApiQuery('onvif.linked');
  const names = new Map(cameras.map(({ camera }) => [camera.id, camera.name]));
  const options = linked.map(({ cameraId, facts }) => {
    const name = names.get(cameraId) ?? cameraId;
    return {
      value: cameraId,
      label:
        facts.relayOutputs > 0
          ? t('actions.relayOutputs', { name, n: facts.relayOutputs })
          : t('actions.relayNoOutput', { name }),
    };
  });
  // One that is no longer linked is still named, not emptied.
  if (target.cameraId !== '' && options.every(({ value }) => value !== target.cameraId)) {
    options.push({
      value: target.cameraId,
      label: names.get(target.cameraId) ?? t('actions.targetWords.cameraGone'),
    });
  }
  return (
    <div className={styles.two}>
      <Field
        label={t('actions.relayCamera')}
        hint={linked.length === 0 ? t('actions.relayNone') : t('actions.relayCameraHint')}
        error={problems.includes('camera') ? t('actions.problem.camera') : null}
      >
        <Select
          data-relay-camera
          value={target.cameraId === '' ? null : target.cameraId}
          options={options}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(cameraId: string) => onChange({ ...target, cameraId })}
        />
      </Field>
      <Field
        label={t('actions.relayToken')}
        hint={t('actions.relayTokenHint')}
        error={problems.includes('token') ? t('actions.problem.token') : null}
      >
        <Input
          name="relay-token"
          maxLength={64}
          spellCheck={false}
          autoComplete="off"
          value={target.token}
          onChange={(event) => onChange({ ...target, token: event.target.value })}
        />
        {target.cameraId === '' ? null : (
          <RelayChoice
            cameraId={target.cameraId}
            token={target.token}
            onToken={(token) => onChange({ ...target, token })}
          />
        )}
      </Field>
    </div>
  );
}

/** What the camera says it has. One that does not answer is no hindrance: its token can be typed. */
function RelayChoice(props: { cameraId: string; token: string; onToken: (token: string) => void }) {
  const { t } = useTranslation();
  const { data } = useApiQuery('actions.relays', { cameraId: props.cameraId });
  if (data === undefined) return null;
  if (data.outcome === 'failed') {
    return <small>{t('actions.relaysFailed', { why: t(`actionFailure.${data.failure}.why`) })}</small>;
  }
  return (
    <Chips label={t('actions.relaysListed')}>
      {data.relays.map(({ token }) => (
        <Chip key={token} on={token === props.token} onPress={() => props.onToken(token)}>
          {token}
        </Chip>
      ))}
    </Chips>
  );
}

function CoilFields({ target, problems, onChange }: TargetProps<'modbus-coil'>) {
  const { t } = useTranslation();
  const numbers = [
    ['port', 1, 65_535],
    ['unit', 0, 255],
    ['coil', 0, 65_535],
  ] as const;
  return (
    <>
      <Field label={t('actions.host')} error={problems.includes('host') ? t('actions.problem.host') : null}>
        <Input
          name="modbus-host"
          maxLength={255}
          spellCheck={false}
          autoComplete="off"
          placeholder="127.0.0.1"
          value={target.host}
          onChange={(event) => onChange({ ...target, host: event.target.value })}
        />
      </Field>
      <div className={fields.pair}>
        {numbers.map(([what, least, most]) => (
          <Group key={what} label={t(`actions.${what}`)} {...(what === 'coil' ? { hint: t('actions.coilHint') } : {})}>
            <NumberField
              name={`modbus-${what}`}
              label={t(`actions.${what}`)}
              value={target[what]}
              least={least}
              most={most}
              unit=""
              onChange={(value) => onChange({ ...target, [what]: value })}
            />
          </Group>
        ))}
      </div>
      {problems.includes('numbers') ? <p className={fields.wrong}>{t('actions.problem.numbers')}</p> : null}
    </>
  );
}
