/** The two languages, loaded with the page: the console must not wait for words. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof zhCN };
    returnNull: false;
  }
}

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

export async function startText(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    lng: language,
    fallbackLng: 'zh-CN',
    // React escapes; a camera called <东门> must read as it is written.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

export type { TFunction } from 'i18next';
