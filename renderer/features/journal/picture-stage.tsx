import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sighting } from '#contract/sighting.ts';
import { EvidencePicture, mainPicture } from '../../ui/evidence-picture.tsx';
import { sizeInWords } from '../../text/format.ts';
import { picturePlace } from './picture-place.ts';
import { subjectWords } from './sighting-words.ts';
import styles from './sighting-page.module.css';

/** The picture as large as the page allows, the subject outlined; the others beside it, one press to enlarge. */
export function PictureStage({ sighting }: { sighting: Sighting }) {
  const { t } = useTranslation();
  const [chosenDigest, setChosenDigest] = useState<string | null>(null);
  const shown = sighting.pictures.find(({ digest }) => digest === chosenDigest) ?? mainPicture(sighting);
  const place = sighting.box === null ? null : picturePlace(sighting.box);
  return (
    <figure className={styles.stage}>
      <EvidencePicture
        key={shown?.digest ?? 'none'}
        sighting={sighting}
        picture={shown}
        purpose="journal"
        alt={subjectWords(sighting.facts, t)}
        aspect={16 / 9}
        fit="contain"
        alarming={sighting.alarmId !== null}
      />
      <figcaption>
        {sighting.pictures.length < 2 ? null : (
          <span className={styles.others} role="group" aria-label={t('sighting.pictures')}>
            {sighting.pictures.map((picture) => (
              <button
                key={picture.digest}
                type="button"
                aria-pressed={picture.digest === shown?.digest}
                title={t(`journal.role.${picture.role}`)}
                onClick={() => setChosenDigest(picture.digest)}
              >
                <EvidencePicture
                  sighting={{ ...sighting, box: null }}
                  picture={picture}
                  purpose="journal"
                  alt={t(`journal.role.${picture.role}`)}
                  aspect={16 / 10}
                  fit="contain"
                  size="thumbnail"
                />
                {t(`journal.role.${picture.role}`)}
              </button>
            ))}
          </span>
        )}
        <span className={styles.captions}>
          {place === null ? null : (
            <span>
              {t('sighting.placeOnPicture', {
                place: t(`sighting.place.${place.down}-${place.across}`),
                ...place.percent,
              })}
            </span>
          )}
          {shown === null ? null : (
            <span title={shown.digest} data-digest={shown.digest}>
              {t('journal.facts.originalWords', { digest: `${shown.digest.slice(0, 8)}…${shown.digest.slice(-4)}` })} ·{' '}
              {sizeInWords(shown.bytes)}
            </span>
          )}
        </span>
      </figcaption>
    </figure>
  );
}
