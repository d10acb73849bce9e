import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Colour } from '#contract/sighting.ts';
import { typedPlate } from '../journal/plate-pattern.ts';
import { Chip, Chips, ColourDot } from '../../ui/chips.tsx';
import { Plate } from '../../ui/plate.tsx';
import { FormSection, GroupField, MemberField, problemAt } from './form-parts.tsx';
import type { FormProps } from './form-parts.tsx';
import styles from './entry-editor.module.css';
import { PhotoField } from './photo-field.tsx';

/** The colours plates are painted in (GA 36-2018). */
const plateColours: readonly Colour[] = ['blue', 'green', 'yellow', 'white', 'black'];

export function VehicleFields({ form, problems, onForm }: FormProps) {
  const { t } = useTranslation();
  const plate = typedPlate(form.plate);
  return (
    <FormSection title={t('watchlist.kind.vehicle')}>
      <MemberField member="plate" hint={t('watchlist.plateHint')} problems={problems}>
        <span className={styles.plate}>
          <Input
            name="plate"
            autoFocus
            autoComplete="off"
            spellCheck={false}
            maxLength={16}
            value={form.plate}
            placeholder={t('watchlist.platePlaceholder')}
            status={problemAt(problems, 'plate', t) === null ? '' : 'error'}
            onChange={(event) => onForm({ plate: event.target.value })}
          />
          {plate === '' ? null : <Plate plate={plate} colour={form.plateColour ?? undefined} size="large" />}
        </span>
      </MemberField>
      <GroupField
        label={t('watchlist.field.plateColour')}
        hint={t('watchlist.colourHint')}
        error={problemAt(problems, 'plateColour', t)}
      >
        <Chips label={t('watchlist.field.plateColour')}>
          <Chip on={form.plateColour === null} onPress={() => onForm({ plateColour: null })}>
            {t('watchlist.anyColour')}
          </Chip>
          {plateColours.map((colour) => (
            <Chip
              key={colour}
              name={`plate-${colour}`}
              on={form.plateColour === colour}
              onPress={() => onForm({ plateColour: colour })}
            >
              <ColourDot colour={colour} />
              {t(`journal.colour.${colour}`)}
            </Chip>
          ))}
        </Chips>
      </GroupField>
    </FormSection>
  );
}

export function PersonFields({ form, problems, onForm }: FormProps) {
  const { t } = useTranslation();
  return (
    <FormSection title={t('watchlist.kind.person')}>
      <p className={styles.words}>{t('watchlist.personWords')}</p>
      <div className={styles.person}>
        <div className={styles.fields}>
          <MemberField member="name" problems={problems}>
            <Input
              name="person-name"
              autoFocus
              autoComplete="off"
              maxLength={64}
              value={form.name}
              onChange={(event) => onForm({ name: event.target.value })}
            />
          </MemberField>
          <MemberField member="idNumber" hint={t('watchlist.idNumberHint')} problems={problems}>
            <Input
              name="id-number"
              autoComplete="off"
              spellCheck={false}
              maxLength={32}
              value={form.idNumber}
              status={problemAt(problems, 'idNumber', t) === null ? '' : 'error'}
              onChange={(event) => onForm({ idNumber: event.target.value })}
            />
          </MemberField>
          <MemberField member="libraryId" hint={t('watchlist.libraryHint')} problems={problems}>
            <Input
              name="library-id"
              autoComplete="off"
              spellCheck={false}
              maxLength={256}
              value={form.libraryId}
              onChange={(event) => onForm({ libraryId: event.target.value })}
            />
          </MemberField>
        </div>
        <PhotoField
          digest={form.photo}
          error={problemAt(problems, 'photo', t)}
          onDigest={(photo) => onForm({ photo })}
        />
      </div>
    </FormSection>
  );
}
