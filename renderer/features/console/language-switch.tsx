import { useTranslation } from 'react-i18next';
import { usePreferences } from './console-parts.tsx';
import styles from './language-switch.module.css';

export function LanguageSwitch() {
  const { t } = useTranslation();
  const [{ language }, setPreferences] = usePreferences();
  return (
    <button
      type="button"
      className={styles.language}
      title={t('language.switch')}
      aria-label={t('language.switch')}
      data-language={language}
      onClick={() => setPreferences({ language: language === 'zh-CN' ? 'en' : 'zh-CN' })}
    >
      {language === 'zh-CN' ? 'EN' : t('language.other')}
    </button>
  );
}
