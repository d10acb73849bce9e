import { useTranslation } from 'react-i18next';
import { routeTo } from '../console/route.ts';
import styles from '../journal/records-tabs.module.css';

const tabs = ['rules', 'actions'] as const;
export type RulesTab = (typeof tabs)[number];

/** The two sides of the screen: what raises an alarm, and what happens outside then. */
export function RulesTabs({ current }: { current: RulesTab }) {
  const { t } = useTranslation();
  return (
    <nav className={styles.tabs} aria-label={t('rules.tabsLabel')}>
      {tabs.map((tab) => (
        <a
          key={tab}
          href={tab === 'rules' ? routeTo('rules') : routeTo('rules', 'actions')}
          aria-current={tab === current ? 'page' : undefined}
        >
          {t(`rules.tabs.${tab}`)}
        </a>
      ))}
    </nav>
  );
}
