import { Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { cameraPoint } from '#contract/camera.ts';
import type { OwnCategory } from '#contract/watchlist.ts';
import { useCameras } from '../console/remote.ts';
import { Field } from '../devices/camera-form.tsx';
import { Chip, Chips } from '../../ui/chips.tsx';
import { FormSection, GroupField, MemberField, problemAt } from './form-parts.tsx';
import type { FormProps } from './form-parts.tsx';

/** Where it holds, and what the guard is to do. */
export function PlaceFields({ form, problems, onForm }: FormProps) {
  const { t } = useTranslation();
  const { cameras } = useCameras();
  const { points, cameraIds } = form.scope;
  const nowhere = points.length === 0 && cameraIds.length === 0;
  return (
    <FormSection title={t('watchlist.field.scope')}>
      <GroupField
        label={t('watchlist.points')}
        hint={nowhere ? t('watchlist.everywhereWords') : t('watchlist.scopeWords')}
        error={problemAt(problems, 'scope', t)}
      >
        <Chips label={t('watchlist.points')}>
          {cameraPoint.options.map((point) => {
            const on = points.includes(point);
            return (
              <Chip
                key={point}
                name={`point-${point}`}
                on={on}
                onPress={() =>
                  onForm({
                    scope: { cameraIds, points: on ? points.filter((each) => each !== point) : [...points, point] },
                  })
                }
              >
                {t(`point.${point}`)}
              </Chip>
            );
          })}
        </Chips>
      </GroupField>
      <Field label={t('watchlist.cameras')}>
        <Select
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          value={[...cameraIds]}
          placeholder={t('watchlist.anyCamera')}
          showSearch={{ optionFilterProp: 'label' }}
          options={cameras.map(({ camera }) => ({ value: camera.id, label: camera.name }))}
          onChange={(ids: string[]) => onForm({ scope: { points, cameraIds: ids } })}
        />
      </Field>
    </FormSection>
  );
}

export function ProcedureFields({ form, problems, onForm, own }: FormProps & { own: readonly OwnCategory[] }) {
  const { t } = useTranslation();
  const ofCategory = own.find(({ name }) => name === form.ownCategory)?.procedure.join('\n');
  return (
    <FormSection title={t('watchlist.onHit')}>
      <MemberField member="procedure" hint={t('watchlist.stepsHint')} problems={problems}>
        <Input.TextArea
          name="procedure"
          autoSize={{ minRows: 3, maxRows: 8 }}
          value={form.procedure}
          placeholder={
            ofCategory === undefined || ofCategory === '' ? t(`watchlist.usualSteps.${form.category}`) : ofCategory
          }
          onChange={(event) => onForm({ procedure: event.target.value })}
        />
      </MemberField>
      <MemberField member="note" problems={problems}>
        <Input
          name="note"
          maxLength={500}
          value={form.note}
          onChange={(event) => onForm({ note: event.target.value })}
        />
      </MemberField>
    </FormSection>
  );
}
