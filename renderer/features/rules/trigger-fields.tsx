import { Button, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RuleTrigger } from '#contract/rule.ts';
import { behaviourFacts } from '#contract/sighting.ts';
import { assertNever } from '../console/assert-never.ts';
import { Chip, Chips } from '../../ui/chips.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import styles from './fields.module.css';
import { ChipChoice, Group, NumberField } from './group.tsx';
import { firstTriggers, nextLevel } from './rule-draft.ts';
import type { RuleProblem } from './rule-draft.ts';

type Kind = RuleTrigger['kind'];
type Of<K extends Kind> = Extract<RuleTrigger, { kind: K }>;
const kinds: readonly Kind[] = ['presence', 'behaviour', 'crowd', 'plate-repeats', 'camera-lost', 'unknown-device'];
const subjects = ['person', 'face', 'vehicle', 'cycle'] as const;

interface TriggerProps<K extends Kind> {
  trigger: Of<K>;
  problems: readonly RuleProblem[];
  onChange: (trigger: RuleTrigger) => void;
}

/** What happens: its kind, and what that kind needs to know. */
export function TriggerFields(props: TriggerProps<Kind>) {
  const { t } = useTranslation();
  const { trigger, onChange } = props;
  return (
    <div className={styles.fields}>
      <Chips label={t('rules.trigger')}>
        {kinds.map((kind) => (
          <Chip
            key={kind}
            name={`trigger-${kind}`}
            on={kind === trigger.kind}
            onPress={() => {
              if (kind !== trigger.kind) onChange(firstTriggers[kind]);
            }}
          >
            {t(`ruleTrigger.${kind}`)}
          </Chip>
        ))}
      </Chips>
      <Particulars {...props} />
    </div>
  );
}

function Particulars({ trigger, ...others }: TriggerProps<Kind>) {
  const { t } = useTranslation();
  switch (trigger.kind) {
    case 'presence':
      return <Presence trigger={trigger} {...others} />;
    case 'behaviour':
      return <Behaviours trigger={trigger} {...others} />;
    case 'crowd':
      return <Crowd trigger={trigger} {...others} />;
    case 'plate-repeats':
      return <PlateRepeats trigger={trigger} {...others} />;
    case 'camera-lost':
      return (
        <Group label={t('rules.lostFor')}>
          <NumberField
            name="lost-seconds"
            label={t('rules.lostFor')}
            value={trigger.seconds}
            least={5}
            most={3600}
            unit={t('rules.seconds')}
            onChange={(seconds) => others.onChange({ ...trigger, seconds })}
          />
        </Group>
      );
    case 'unknown-device':
      return <p className={styles.words}>{t('rules.unknownWords')}</p>;
    default:
      return assertNever(trigger);
  }
}

function Presence({ trigger, problems, onChange }: TriggerProps<'presence'>) {
  const { t } = useTranslation();
  return (
    <Group label={t('rules.subjects')} error={problems.includes('subjects') ? t('rules.problem.subjects') : null}>
      <ChipChoice
        label={t('rules.subjects')}
        name="subject"
        all={subjects}
        chosen={trigger.subjects}
        words={(subject) => t(`rules.subject.${subject}`)}
        onChange={(chosen) => onChange({ ...trigger, subjects: chosen })}
      />
    </Group>
  );
}

function Behaviours({ trigger, problems, onChange }: TriggerProps<'behaviour'>) {
  const { t } = useTranslation();
  return (
    <Group label={t('rules.behaviours')} error={problems.includes('behaviours') ? t('rules.problem.behaviours') : null}>
      <ChipChoice
        label={t('rules.behaviours')}
        name="behaviour"
        all={behaviourFacts.shape.behaviour.options}
        chosen={trigger.behaviours}
        words={(behaviour) => t(`journal.behaviour.${behaviour}`)}
        onChange={(behaviours) => onChange({ ...trigger, behaviours })}
      />
    </Group>
  );
}

function Crowd({ trigger, problems, onChange }: TriggerProps<'crowd'>) {
  const { t } = useTranslation();
  const { levels } = trigger;
  const further = nextLevel(levels);
  const change = (at: number, part: Partial<(typeof levels)[number]>): void =>
    onChange({ ...trigger, levels: levels.map((level, index) => (index === at ? { ...level, ...part } : level)) });
  return (
    <>
      <Group label={t('rules.levels')} error={problems.includes('levels') ? t('rules.problem.levels') : null}>
        <ul className={styles.levels}>
          {levels.map((level, at) => (
            <li key={at}>
              <NumberField
                name={`level-${String(at)}`}
                label={t('rules.levels')}
                value={level.people}
                least={1}
                most={100_000}
                unit={t('rules.levelPeople')}
                onChange={(people) => change(at, { people })}
              />
              <Segmented
                value={level.priority}
                options={([3, 2, 1] as const).map((value) => ({ value, label: t(`alarm.priority.p${value}`) }))}
                onChange={(priority) => change(at, { priority })}
              />
              {levels.length === 1 ? null : (
                <button
                  type="button"
                  className={styles.less}
                  aria-label={t('rules.removeLevel', { people: level.people })}
                  onClick={() => onChange({ ...trigger, levels: levels.filter((_, index) => index !== at) })}
                >
                  <CloseIcon />
                </button>
              )}
            </li>
          ))}
        </ul>
        {further === null ? null : (
          <Button
            type="dashed"
            size="small"
            className={styles.more ?? ''}
            onClick={() => onChange({ ...trigger, levels: [...levels, further] })}
          >
            {t('rules.addLevel')}
          </Button>
        )}
      </Group>
      <Group label={t('rules.crowdFor')} hint={t('rules.crowdForHint')}>
        <NumberField
          name="crowd-seconds"
          label={t('rules.crowdFor')}
          value={trigger.seconds}
          least={0}
          most={3600}
          unit={t('rules.seconds')}
          onChange={(seconds) => onChange({ ...trigger, seconds })}
        />
      </Group>
    </>
  );
}

function PlateRepeats({ trigger, onChange }: TriggerProps<'plate-repeats'>) {
  const { t } = useTranslation();
  return (
    <div className={styles.pair}>
      <Group label={t('rules.within')}>
        <NumberField
          name="plate-minutes"
          label={t('rules.within')}
          value={trigger.minutes}
          least={1}
          most={24 * 60}
          unit={t('rules.minutes')}
          onChange={(minutes) => onChange({ ...trigger, minutes })}
        />
      </Group>
      <Group label={t('rules.times')}>
        <NumberField
          name="plate-times"
          label={t('rules.times')}
          value={trigger.times}
          least={2}
          most={100}
          unit={t('rules.timesUnit')}
          onChange={(times) => onChange({ ...trigger, times })}
        />
      </Group>
    </div>
  );
}
