import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '../../ui/key-cap.tsx';
import { keyGroups } from './key-list.ts';
import styles from './key-table.module.css';

export function KeyTable() {
  const { t } = useTranslation();
  return (
    <div className={styles.groups}>
      {keyGroups.map((group) => (
        <section key={group.title}>
          <h3>{t(group.title)}</h3>
          <dl>
            {group.keys.map(([caps, words]) => (
              <Fragment key={words}>
                <dt>
                  {caps.map((cap) => (
                    <KeyCap key={cap}>{cap}</KeyCap>
                  ))}
                </dt>
                <dd>{t(words)}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
