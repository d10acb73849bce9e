import { Input, Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { entryCategory } from '#contract/watchlist.ts';
import type { OwnCategory, Priority } from '#contract/watchlist.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { Chip, Chips } from '../../ui/chips.tsx';
import { dayFromToday } from './entry-days.ts';
import { withCategory } from './entry-form.ts';
import { FormSection, GroupField, MemberField, problemAt } from './form-parts.tsx';
import type { FormProps } from './form-parts.tsx';
import styles from './entry-editor.module.css';

const priorities: readonly Priority[] = [1, 2, 3];
/** Ends that are asked for often, in days from today. */
const spans = [30, 90, 180, 365] as const;
const ownMark = 'own:';

/** Why it is listed, how urgent, from when until when. */
export function ListingFields({ form, problems, onForm, own }: FormProps & { own: readonly OwnCategory[] }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const known = own.map(({ name }) => name);
  // One that has left the settings stays with the entries that have it.
  const kept = form.ownCategory;
  const ownNames = kept === null || known.includes(kept) ? known : [...known, kept];
  return (
    <FormSection title={t('watchlist.why')}>
      <div className={styles.pair}>
        <MemberField member="category" problems={problems}>
          <Select
            value={form.ownCategory === null ? form.category : ownMark + form.ownCategory}
            options={[
              ...entryCategory.options.map((value) => ({
                value: value,
                label: t(`watchlist.category.${value}`),
              })),
              ...ownNames.map((name) => ({ value: ownMark + name, label: name })),
            ]}
            onChange={(value) => {
              const named = own.find(({ name }) => value === ownMark + name) ?? null;
              onForm(withCategory(form, entryCategory.catch('other').parse(value), named));
            }}
          />
        </MemberField>
        <GroupField label={t('watchlist.field.priority')}>
          <Segmented<Priority>
            block
            value={form.priority}
            options={priorities.map((value) => ({ value, label: t(`alarm.priority.p${value}`) }))}
            onChange={(priority) => onForm({ priority })}
          />
        </GroupField>
      </div>
      <MemberField member="basis" hint={t('watchlist.basisHint')} problems={problems}>
        <Input
          name="basis"
          maxLength={200}
          value={form.basis}
          status={problemAt(problems, 'basis', t) === null ? '' : 'error'}
          onChange={(event) => onForm({ basis: event.target.value })}
        />
      </MemberField>
      <div className={styles.pair}>
        <MemberField member="validFromMs" hint={t('watchlist.fromHint')} problems={problems}>
          <input
            className={styles.day}
            name="valid-from"
            type="date"
            value={form.from}
            onChange={(event) => onForm({ from: event.target.value })}
          />
        </MemberField>
        <MemberField member="expiresAtMs" hint={t('watchlist.untilHint')} problems={problems}>
          <input
            className={styles.day}
            name="valid-until"
            type="date"
            value={form.lastDay}
            onChange={(event) => onForm({ lastDay: event.target.value })}
          />
        </MemberField>
      </div>
      <Chips label={t('watchlist.field.expiresAtMs')}>
        {spans.map((days) => {
          const day = dayFromToday(todayMs, days);
          return (
            <Chip key={days} on={form.lastDay === day} onPress={() => onForm({ lastDay: day })}>
              {t('watchlist.inDays', { n: days })}
            </Chip>
          );
        })}
      </Chips>
    </FormSection>
  );
}
