import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Priority } from '#contract/watchlist.ts';
import { useConsoleParts, usePreferences } from '../console/console-parts.tsx';
import styles from './sound-test.module.css';

const priorities: readonly Priority[] = [1, 2, 3];

/** One turn of each tone, and what a voice would say with it: heard before it is needed. */
export function SoundTest({ size }: { size?: 'small' }) {
  const { t } = useTranslation();
  const { ringer } = useConsoleParts();
  const [{ language, speech }] = usePreferences();
  return (
    <span className={styles.tests}>
      {priorities.map((priority) => (
        <Button
          key={priority}
          {...(size === undefined ? {} : { size })}
          data-sound-test={priority}
          onClick={() => {
            ringer.test(priority);
            if (!speech) return;
            ringer.hush();
            ringer.speak(t('spoken.sample', { lead: t(`spoken.lead.p${priority}`) }), language, priority);
          }}
        >
          {t(`alarm.priority.p${priority}`)}
        </Button>
      ))}
    </span>
  );
}
