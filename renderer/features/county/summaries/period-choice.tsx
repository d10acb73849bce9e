import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Shift } from '#contract/summary.ts';
import { useApiQuery } from '../../../api/use-api.ts';
import { useConsoleParts } from '../../console/console-parts.tsx';
import { localInput, localInstant } from '../../../text/format.ts';
import { Chip, Chips } from '../../../ui/chips.tsx';
import { currentShift, periodPresets, periodProblem, presetPeriod } from './periods.ts';
import type { Period, PeriodPreset } from './periods.ts';
import { periodInWords } from './report-words.ts';
import styles from './summaries.module.css';

/** A stretch of time that is over: the usual ones by one press, two fields for any other. Null: none, or a wrong one. */
export function PeriodChoice({
  period,
  onPeriod,
}: {
  period: Period | null;
  onPeriod: (period: Period | null) => void;
}) {
  const { t } = useTranslation();
  const { time } = useConsoleParts();
  const { data } = useApiQuery('summaries.settings');
  const [chosen, setChosen] = useState<PeriodPreset | 'custom' | null>(null);
  const shifts = data?.shifts ?? [];
  return (
    <div className={styles.period}>
      <Chips label={t('summaries.period.label')}>
        {periodPresets.map((preset) => {
          const offered = presetPeriod(preset, shifts, time.nowMs());
          return (
            <Chip
              key={preset}
              name={`period-${preset}`}
              on={chosen === preset}
              disabled={offered === null}
              {...(offered === null && preset === 'shift' ? { title: t('summaries.period.noShift') } : {})}
              onPress={() => {
                setChosen(preset);
                onPeriod(presetPeriod(preset, shifts, time.nowMs()));
              }}
            >
              {preset === 'shift' ? <ShiftWords shifts={shifts} /> : t(`summaries.period.${preset}`)}
            </Chip>
          );
        })}
        <Chip name="period-custom" on={chosen === 'custom'} onPress={() => setChosen('custom')}>
          {t('summaries.period.custom')}
        </Chip>
      </Chips>
      {chosen === 'custom' ? (
        <Between begin={period ?? presetPeriod('yesterday', shifts, time.nowMs())} onPeriod={onPeriod} />
      ) : period === null ? null : (
        <p className={styles.exact}>{periodInWords(period.fromMs, period.toMs)}</p>
      )}
    </div>
  );
}

function ShiftWords({ shifts }: { shifts: readonly Shift[] }) {
  const { t } = useTranslation();
  const { time } = useConsoleParts();
  const shift = currentShift(shifts, time.nowMs());
  return shift === null ? t('summaries.period.shift') : t('summaries.period.shiftNamed', { name: shift.name });
}

function Between({ begin, onPeriod }: { begin: Period | null; onPeriod: (period: Period | null) => void }) {
  const { t } = useTranslation();
  const { time } = useConsoleParts();
  const [from, setFrom] = useState(begin === null ? '' : localInput(begin.fromMs));
  const [to, setTo] = useState(begin === null ? '' : localInput(begin.toMs));
  const problem = periodProblem(localInstant(from), localInstant(to), time.nowMs());
  const write = (nextFrom: string, nextTo: string): void => {
    setFrom(nextFrom);
    setTo(nextTo);
    const [fromMs, toMs] = [localInstant(nextFrom), localInstant(nextTo)];
    const fits = periodProblem(fromMs, toMs, time.nowMs()) === null;
    onPeriod(fits && fromMs !== null && toMs !== null ? { fromMs, toMs } : null);
  };
  return (
    <div className={styles.between}>
      <label>
        {t('summaries.period.from')}
        <input
          type="datetime-local"
          name="period-from"
          value={from}
          onChange={(event) => write(event.target.value, to)}
        />
      </label>
      <label>
        {t('summaries.period.to')}
        <input
          type="datetime-local"
          name="period-to"
          value={to}
          onChange={(event) => write(from, event.target.value)}
        />
      </label>
      <span role="status" data-period-problem={problem ?? 'none'}>
        {problem === null ? '' : t(`summaries.period.problem.${problem}`)}
      </span>
    </div>
  );
}
