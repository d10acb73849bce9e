import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sighting } from '#contract/sighting.ts';
import type { TFunction } from '../../text/index.ts';
import { routeTo } from '../console/route.ts';
import { driftInWords, isoDate, maskedIdNumber, preciseTime, sizeInWords } from '../../text/format.ts';
import { EvidencePicture, mainPicture } from '../../ui/evidence-picture.tsx';
import { Facts } from '../../ui/facts.tsx';
import { clockDriftMs } from './journal-filter.ts';
import styles from './sighting-details.module.css';
import { ageWords, percent, subjectWords, wearingWords } from './sighting-words.ts';
import { Subject } from './subject.tsx';
import { classGroupOf } from './vehicle-classes.ts';

/** One sighting, large, with everything it says and both clocks. */
export function SightingDetails({ sighting }: { sighting: Sighting }) {
  const { t } = useTranslation();
  const [chosenDigest, setChosenDigest] = useState<string | null>(null);
  const shown = sighting.pictures.find(({ digest }) => digest === chosenDigest) ?? mainPicture(sighting);
  const listed = sighting.alarmId !== null;
  return (
    <div className={styles.details}>
      <header>
        <Subject facts={sighting.facts} size="large" />
        {sighting.alarmId === null ? null : (
          <a href={routeTo('alarms', sighting.alarmId)} className={styles.hit}>
            {t('journal.hit')} · {t('journal.facts.alarmLink', { id: sighting.alarmId })}
          </a>
        )}
      </header>
      <EvidencePicture
        key={shown?.digest ?? 'none'}
        sighting={sighting}
        picture={shown}
        purpose="journal"
        alt={subjectWords(sighting.facts, t)}
        aspect={16 / 9}
        fit="contain"
        alarming={listed}
      />
      {sighting.pictures.length < 2 ? null : (
        <div className={styles.strip}>
          {sighting.pictures.map((picture) => (
            <button
              key={picture.digest}
              type="button"
              aria-pressed={picture.digest === shown?.digest}
              onClick={() => setChosenDigest(picture.digest)}
            >
              <EvidencePicture
                sighting={{ ...sighting, box: null }}
                picture={picture}
                purpose="journal"
                alt={t(`journal.role.${picture.role}`)}
                aspect={4 / 3}
                fit="contain"
                size="thumbnail"
                lazy
              />
              {t(`journal.role.${picture.role}`)}
            </button>
          ))}
        </div>
      )}
      <SightingFactsList
        sighting={sighting}
        more={[
          [
            t('journal.facts.original'),
            shown === null ? (
              ''
            ) : (
              <span title={shown.digest} data-digest={shown.digest}>
                <span className="number">
                  {t('journal.facts.originalWords', {
                    digest: `${shown.digest.slice(0, 8)}…${shown.digest.slice(-4)}`,
                  })}
                </span>{' '}
                <span className={styles.together}>
                  {t('journal.facts.pictureSize', {
                    role: t(`journal.role.${shown.role}`),
                    size: sizeInWords(shown.bytes),
                  })}
                </span>
              </span>
            ),
          ],
        ]}
      />
    </div>
  );
}

/** What a sighting says, with both clocks and how far they are apart. */
export function SightingFactsList(props: {
  sighting: Sighting;
  more?: readonly (readonly [label: string, value: ReactNode])[];
}) {
  const { t } = useTranslation();
  const { sighting, more = [] } = props;
  const driftMs = clockDriftMs(sighting);
  const isPerson = sighting.facts.kind === 'face' || sighting.facts.kind === 'person';
  const listed = sighting.alarmId !== null;
  return (
    <Facts
      facts={[
        [
          t('journal.facts.seenAt'),
          <>
            <span className="number">
              {isoDate(sighting.seenAtMs)} {preciseTime(sighting.seenAtMs)}
            </span>{' '}
            {driftMs === null ? null : (
              <span className={styles.drift}>
                {driftMs > 0
                  ? t('journal.facts.driftFast', { duration: driftInWords(driftMs, t) })
                  : t('journal.facts.driftSlow', { duration: driftInWords(driftMs, t) })}
              </span>
            )}
          </>,
        ],
        [
          t('journal.facts.receivedAt'),
          <span className="number">
            {isoDate(sighting.receivedAtMs)} {preciseTime(sighting.receivedAtMs)}
          </span>,
        ],
        [t('journal.facts.place'), sighting.cameraName ?? t('alarm.noCamera')],
        ...factLines(sighting, t),
        ...(isPerson && !listed ? [[t('journal.facts.identity'), t('journal.facts.unlisted')] as const] : []),
        [t('journal.facts.device'), <span className="number">{sighting.deviceId}</span>],
        [t('journal.facts.source'), t(`journal.source.${sighting.source}`)],
        [t('journal.facts.number'), <span className="number">{sighting.id}</span>],
        ...more,
      ]}
    />
  );
}

/** A code of none of the groups is shown as it came. */
function vehicleClassWords(code: string | undefined, t: TFunction): string {
  const group = code === undefined ? null : classGroupOf(code);
  return group === null ? (code ?? '') : `${t(`search.classes.${group}`)} ${code ?? ''}`;
}

function factLines({ facts }: Sighting, t: TFunction): (readonly [string, ReactNode])[] {
  switch (facts.kind) {
    case 'vehicle':
    case 'cycle': {
      const colour = facts.plateColour === undefined ? '' : t(`journal.colour.${facts.plateColour}`);
      const body = facts.vehicleColour === undefined ? '' : t(`journal.colour.${facts.vehicleColour}`);
      if (facts.kind === 'cycle') {
        return [
          [t('journal.facts.plateColour'), colour],
          [t('journal.facts.vehicle'), body],
        ];
      }
      return [
        [t('journal.facts.plateColour'), colour],
        [t('journal.facts.confidence'), facts.plateConfidence === undefined ? '' : percent(facts.plateConfidence)],
        [t('journal.facts.vehicle'), [body, facts.brand ?? ''].filter((part) => part !== '').join(' · ')],
        [t('journal.facts.vehicleClass'), vehicleClassWords(facts.vehicleClass, t)],
        [t('journal.facts.speed'), facts.speedKmh === undefined ? '' : `${String(Math.round(facts.speedKmh))} km/h`],
        [t('journal.facts.lane'), facts.lane ?? ''],
        [t('journal.facts.direction'), facts.direction ?? ''],
      ];
    }
    case 'face':
    case 'person':
      return [
        [t('journal.facts.gender'), facts.gender === undefined ? '' : t(`journal.gender.${facts.gender}`)],
        [t('journal.facts.age'), ageWords(facts, t)],
        [t('journal.facts.wearing'), wearingWords(facts, t)],
        [t('journal.facts.idNumber'), facts.idNumber === undefined ? '' : maskedIdNumber(facts.idNumber)],
        [t('journal.facts.similarity'), facts.similarity === undefined ? '' : percent(facts.similarity)],
      ];
    case 'behaviour':
      return [[t('journal.facts.behaviour'), facts.detail ?? t(`journal.behaviour.${facts.behaviour}`)]];
    case 'crowd':
      return [
        [t('journal.facts.people'), t('journal.facts.peopleCount', { n: facts.people })],
        [t('journal.facts.area'), facts.area ?? ''],
      ];
  }
}
