import { useTranslation } from 'react-i18next';
import type { SightingFacts } from '#contract/sighting.ts';
import { rawFacts } from './raw-facts.ts';
import styles from './sighting-page.module.css';

/** What the device said, as it is stored. */
export function RawFacts({ facts }: { facts: SightingFacts }) {
  const { t } = useTranslation();
  const rows = rawFacts(facts);
  if (rows.length === 0) return null;
  return (
    <section className={styles.raw}>
      <h2>{t('sighting.raw')}</h2>
      <table>
        <tbody>
          {rows.map(([key, value]) => (
            <tr key={key}>
              <th scope="row">{t(`sighting.fact.${key}`)}</th>
              <td>
                <code>{key}</code>
              </td>
              <td>
                <code>{value}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t('sighting.rawWords')}</p>
    </section>
  );
}
