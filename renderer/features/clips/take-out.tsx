import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AskReason } from './ask-reason.tsx';

/** Of `takeOutReason`: at least a word. */
const leastReason = 2;

/** A download, with what it is for: what leaves the unit is registered before it does. */
export function TakeOut(props: {
  pathFor: (reason: string) => string;
  /** Where it is no clip or snapshot. */
  says?: { button: string; title: string; words: string; hint: string };
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const says = props.says ?? {
    button: t('clips.takeOut'),
    title: t('clips.takeOutTitle'),
    words: t('clips.takeOutWords'),
    hint: t('clips.takeOutHint'),
  };
  return (
    <AskReason
      name="take-out"
      says={{
        ...says,
        label: t('clips.takeOutReason'),
        short: t('clips.takeOutShort'),
        submit: t('clips.takeOut'),
      }}
      least={leastReason}
      onReason={(reason, done) => {
        const link = document.createElement('a');
        link.href = props.pathFor(reason);
        link.download = '';
        link.click();
        done();
      }}
    >
      {props.children}
    </AskReason>
  );
}
