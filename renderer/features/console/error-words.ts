import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import type { TFunction } from '../../text/index.ts';
import { appErrorOf } from '../../api/app-error-of.ts';

/** A failure in the reader's words. No answer at all means the station was not reached. */
export function errorWords(error: unknown, t: TFunction): string {
  return t(`error.${appErrorOf(error)?.code ?? 'unreached'}`);
}

/** Says a failure in passing, at the top of the page. */
export function useSayError(): (error: unknown) => void {
  const { message } = App.useApp();
  const { t } = useTranslation();
  return (error) => void message.warning(errorWords(error, t));
}
