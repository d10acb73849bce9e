import { useTranslation } from 'react-i18next';
import { KeyCap } from '../../ui/key-cap.tsx';
import styles from './card-doors.module.css';
import type { DoorAsk } from './door-keys.ts';

/** A door is about to move, or one of several is to be named: said large, taken back with Esc. */
export function DoorPrompt(props: { ask: DoorAsk; onChoose: (actionId: number) => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const { ask } = props;
  const chosen = ask.choices.find(({ id }) => id === ask.chosenId) ?? null;
  return (
    <div className={styles.ask} role="alertdialog" aria-label={t('doors.title')} data-door-ask={ask.act}>
      <p>
        {chosen === null
          ? t(`doors.askWhich.${ask.act}`)
          : t(ask.act === 'open' ? 'doors.askOpen' : 'doors.askRelease', { name: chosen.name })}
      </p>
      <div>
        {chosen === null ? (
          ask.choices.slice(0, 9).map(({ id, name }, index) => (
            <button key={id} type="button" onClick={() => props.onChoose(id)}>
              <KeyCap>{String(index + 1)}</KeyCap> {name}
            </button>
          ))
        ) : (
          <button type="button" className={styles.sure} onClick={() => props.onChoose(chosen.id)}>
            {t(ask.act === 'open' ? 'doors.sureOpen' : 'doors.sureRelease')}
            <KeyCap>{ask.act === 'open' ? 'O' : '⇧H'}</KeyCap>
          </button>
        )}
        <button type="button" onClick={props.onCancel}>
          {t('alarm.cancel')} <KeyCap>Esc</KeyCap>
        </button>
      </div>
    </div>
  );
}
