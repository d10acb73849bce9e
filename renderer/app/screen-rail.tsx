import { useTranslation } from 'react-i18next';
import { ScreenIcon, ShieldMark } from '../ui/icons.tsx';
import { useAlarmsPart } from '../features/console/remote.ts';
import { routeTo } from '../features/console/route.ts';
import { screens } from '../ui/screen-names.ts';
import type { Screen } from '../ui/screen-names.ts';
import styles from './screen-rail.module.css';

/** The screens in a guard's words; Alt and a digit reach them without a mouse. */
export function ScreenRail({ current }: { current: Screen }) {
  const { t } = useTranslation();
  const open = useAlarmsPart((alarms) => alarms.filter(({ state }) => state === 'open').length);
  return (
    <nav className={styles.rail}>
      <span className={styles.mark} title={t('product.full')}>
        <ShieldMark />
      </span>
      {screens.map((screen, index) => (
        <a
          key={screen}
          href={routeTo(screen)}
          className={styles.item}
          data-screen={screen}
          aria-current={screen === current ? 'page' : undefined}
          title={`Alt+${String(index + 1)}`}
        >
          <span className={styles.icon}>
            <ScreenIcon screen={screen} />
            {screen === 'alarms' && open > 0 ? <b className={styles.badge}>{open}</b> : null}
          </span>
          {t(`screens.${screen}`)}
        </a>
      ))}
    </nav>
  );
}
