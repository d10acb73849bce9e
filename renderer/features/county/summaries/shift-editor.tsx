import { Button, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Chip, Chips } from '../../../ui/chips.tsx';
import { endOf, inOrder, minuteInWords, mostShifts, presetShifts, shiftProblems, withAnother } from './shift-rules.ts';
import type { WrittenShift } from './shift-rules.ts';
import styles from './summary-settings.module.css';

/** The shifts of a day, in order: a name, and when it begins. */
export function ShiftEditor(props: {
  shifts: readonly WrittenShift[];
  mayChange: boolean;
  /** Not while the first letter is being written. */
  showProblems: boolean;
  onShifts: (shifts: readonly WrittenShift[]) => void;
}) {
  const { t } = useTranslation();
  const { shifts, mayChange, onShifts } = props;
  const problems = shiftProblems(shifts);
  return (
    <div className={styles.shifts}>
      <header>
        <div>
          <h2>{t('summaries.setting.shifts')}</h2>
          <small>{t('summaries.setting.shiftsWords')}</small>
        </div>
        {mayChange ? (
          <Chips label={t('summaries.setting.presets')}>
            <Chip
              name="shifts-two"
              onPress={() =>
                onShifts(presetShifts('two', [t('summaries.setting.dayShift'), t('summaries.setting.nightShift')]))
              }
            >
              {t('summaries.setting.two')}
            </Chip>
            <Chip
              name="shifts-three"
              onPress={() =>
                onShifts(
                  presetShifts('three', [
                    t('summaries.setting.nightShift'),
                    t('summaries.setting.morningShift'),
                    t('summaries.setting.middleShift'),
                  ]),
                )
              }
            >
              {t('summaries.setting.three')}
            </Chip>
          </Chips>
        ) : null}
      </header>
      {shifts.length === 0 ? <p className={styles.none}>{t('summaries.setting.none')}</p> : null}
      <div className={styles.rows}>
        {shifts.map((shift) => (
          <Row
            key={shift.key}
            {...{ shift, shifts, mayChange }}
            problem={problems.get(shift.key) ?? null}
            said={props.showProblems}
            onShifts={onShifts}
          />
        ))}
      </div>
      {mayChange ? (
        <footer>
          <Button data-add-shift disabled={shifts.length >= mostShifts} onClick={() => onShifts(withAnother(shifts))}>
            {t('summaries.setting.add')}
          </Button>
          {shifts.length >= mostShifts ? <small>{t('summaries.setting.full')}</small> : null}
        </footer>
      ) : null}
    </div>
  );
}

function Row(props: {
  shift: WrittenShift;
  shifts: readonly WrittenShift[];
  mayChange: boolean;
  problem: 'name' | 'name-taken' | 'time' | 'time-taken' | null;
  said: boolean;
  onShifts: (shifts: readonly WrittenShift[]) => void;
}) {
  const { t } = useTranslation();
  const { shift, shifts, mayChange, onShifts } = props;
  // What is double is said at once; what is empty only when it was to be saved.
  const problem = props.said || props.problem?.endsWith('-taken') === true ? props.problem : null;
  const end = endOf(shifts, shift.key);
  const change = (changed: Partial<WrittenShift>): void =>
    onShifts(shifts.map((each) => (each.key === shift.key ? { ...each, ...changed } : each)));
  return (
    <div className={styles.row} data-shift={shift.key} data-problem={problem ?? undefined}>
      {mayChange ? (
        <Input
          name="shift-name"
          aria-label={t('summaries.setting.name')}
          placeholder={t('summaries.setting.name')}
          maxLength={32}
          status={problem?.startsWith('name') === true ? 'error' : ''}
          value={shift.name}
          onChange={(event) => change({ name: event.target.value })}
        />
      ) : (
        <b>{shift.name}</b>
      )}
      {mayChange ? (
        <input
          type="time"
          name="shift-begins"
          aria-label={t('summaries.setting.begins')}
          value={shift.begins}
          onChange={(event) => change({ begins: event.target.value })}
          onBlur={() => onShifts(inOrder(shifts))}
        />
      ) : (
        <span className={styles.until}>{shift.begins}</span>
      )}
      <span className={styles.until}>
        {end === null
          ? ''
          : t(end.nextDay ? 'summaries.setting.untilNextDay' : 'summaries.setting.until', {
              time: minuteInWords(end.minute),
            })}
      </span>
      <span className={styles.problem} role="alert">
        {problem === null ? '' : t(`summaries.setting.problem.${problem}`)}
      </span>
      {mayChange ? (
        <Button
          type="text"
          aria-label={t('summaries.setting.remove', { name: shift.name })}
          onClick={() => onShifts(shifts.filter(({ key }) => key !== shift.key))}
        >
          {t('summaries.setting.removeShort')}
        </Button>
      ) : null}
    </div>
  );
}
