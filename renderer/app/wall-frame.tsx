import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isTyping, useWindowKeys } from '../features/console/keys.ts';
import { useStationFeeds } from '../features/console/remote.ts';
import { KeyCard } from '../features/settings/key-card.tsx';
import { WallScreen } from '../features/wall/wall-screen.tsx';
import { Banners } from './banners.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import styles from './frame.module.css';

/** A window that is a wall and nothing else; alarms are heard and answered at the console. */
export function WallFrame() {
  const { t } = useTranslation();
  const [keysShown, setKeysShown] = useState(false);
  const connection = useStationFeeds(() => undefined);
  useWindowKeys((event) => {
    if (event.ctrlKey || event.metaKey || isTyping(event.target)) return false;
    if (event.key !== '?' && event.key !== '\uff1f') return false;
    setKeysShown(true);
    return true;
  });
  return (
    <div className={styles.wallOnly} data-connection={connection}>
      <Banners connection={connection} account={null} />
      <main className={styles.work} data-screen="wall" aria-label={t('screens.wall')}>
        <ErrorBoundary>
          <WallScreen onShowKeys={() => setKeysShown(true)} />
        </ErrorBoundary>
      </main>
      <KeyCard open={keysShown} onClose={() => setKeysShown(false)} />
    </div>
  );
}
