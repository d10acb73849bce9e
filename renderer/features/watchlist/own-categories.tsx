import { Button, Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Priority } from '#contract/watchlist.ts';
import { Field } from '../devices/camera-form.tsx';
import { GroupField } from './form-parts.tsx';
import { withNewCategory } from './settings-rules.ts';
import type { SettingsProblem, WrittenCategory, WrittenSettings } from './settings-rules.ts';
import styles from './settings-side.module.css';

const priorities: readonly Priority[] = [1, 2, 3];
/** As the contract has it. */
const mostCategories = 30;

/** What the unit calls things that none of the built-in categories says. */
export function OwnCategories(props: {
  written: WrittenSettings;
  problems: readonly SettingsProblem[];
  onWritten: (written: WrittenSettings) => void;
}) {
  const { t } = useTranslation();
  const { written, onWritten } = props;
  const put = (changed: WrittenCategory): void =>
    onWritten({
      ...written,
      categories: written.categories.map((each) => (each.key === changed.key ? changed : each)),
    });
  return (
    <>
      {written.categories.map((each) => {
        const problem = props.problems.find(({ at }) => at === each.key);
        const words =
          problem === undefined || problem.at === null
            ? null
            : t(`watchlist.settings.categoryProblem.${problem.problem}`);
        return (
          <div key={each.key} className={styles.category} data-own-category={each.name}>
            <Field label={t('watchlist.settings.categoryName')} error={words}>
              <Input
                maxLength={32}
                value={each.name}
                autoFocus={each.name === ''}
                status={words === null ? '' : 'error'}
                onChange={(event) => put({ ...each, name: event.target.value })}
              />
            </Field>
            <GroupField label={t('watchlist.field.priority')}>
              <Segmented<Priority>
                value={each.priority}
                options={priorities.map((value) => ({ value, label: t(`alarm.priority.p${value}`) }))}
                onChange={(priority) => put({ ...each, priority })}
              />
            </GroupField>
            <Field label={t('watchlist.field.procedure')}>
              <Input.TextArea
                autoSize={{ minRows: 1, maxRows: 6 }}
                value={each.steps}
                placeholder={t('watchlist.usualSteps.other')}
                onChange={(event) => put({ ...each, steps: event.target.value })}
              />
            </Field>
            <Button
              type="text"
              onClick={() =>
                onWritten({ ...written, categories: written.categories.filter(({ key }) => key !== each.key) })
              }
            >
              {t('watchlist.settings.removeCategory')}
            </Button>
          </div>
        );
      })}
      <Button
        className={styles.add ?? ''}
        type="dashed"
        disabled={written.categories.length >= mostCategories}
        data-add-category
        onClick={() => onWritten(withNewCategory(written))}
      >
        {t('watchlist.settings.addCategory')}
      </Button>
    </>
  );
}
