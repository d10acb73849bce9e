import { Segmented } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmSurroundings as Surroundings } from '#contract/search.ts';
import type { Sighting } from '#contract/sighting.ts';
import { queryKey } from '../../api/query-client.ts';
import { useStation } from '../../api/station-provider.tsx';
import { errorWords } from '../console/error-words.ts';
import { useCameras } from '../console/remote.ts';
import { routeTo } from '../console/route.ts';
import { camerasShown } from '../journal/cameras-shown.ts';
import { toggled } from '../journal/journal-filter.ts';
import { Subject } from '../journal/subject.tsx';
import { clockTime } from '../../text/format.ts';
import { Chip, Chips } from '../../ui/chips.tsx';
import { EvidencePicture, mainPicture } from '../../ui/evidence-picture.tsx';
import { Plate } from '../../ui/plate.tsx';
import styles from './alarm-surroundings.module.css';

const minuteChoices = [5, 10, 30, 60] as const;
/** As many pictures as are looked over at once; the journal has the rest. */
const mostShown = 24;

/**
 * Association 关联 of an alarm: what else was seen within minutes of it, and the vehicles that came and left with it.
 * Drawn again only when the alarm or what is asked changes.
 */
export const AlarmSurroundings = memo(function AlarmSurroundings(props: { alarmId: number; cameraId: string | null }) {
  const { t } = useTranslation();
  const { api } = useStation();
  const { cameras } = useCameras();
  const [minutes, setMinutes] = useState<(typeof minuteChoices)[number]>(10);
  const [cameraIds, setCameraIds] = useState<readonly string[]>(props.cameraId === null ? [] : [props.cameraId]);
  const [all, setAll] = useState(false);
  const input = { id: props.alarmId, minutes, ...(cameraIds.length === 0 ? {} : { cameraIds: [...cameraIds] }) };
  const { data, error } = useQuery({
    queryKey: queryKey('alarms.surroundings', input),
    queryFn: ({ signal }) => api.alarms.surroundings.query(input, { signal }),
    placeholderData: keepPreviousData,
  });
  const { shown, more } = camerasShown(
    cameras.map(({ camera }) => camera),
    cameraIds,
    { all, search: '' },
  );
  return (
    <section className={styles.around} data-surroundings={data?.sightings.length}>
      <h2>{t('around.title')}</h2>
      <div className={styles.asked}>
        <span>{t('around.within')}</span>
        <Segmented<(typeof minuteChoices)[number]>
          size="small"
          value={minutes}
          options={minuteChoices.map((value) => ({ value, label: t('around.minutes', { n: value }) }))}
          onChange={setMinutes}
        />
      </div>
      <Chips label={t('around.cameras')}>
        {shown.map(({ id, name }) => (
          <Chip
            key={id}
            name={`around-${name}`}
            on={cameraIds.includes(id)}
            onPress={() => setCameraIds(toggled(cameraIds, id))}
          >
            <span>{name}</span>
          </Chip>
        ))}
        {more > 0 || all ? (
          <Chip quiet onPress={() => setAll(!all)}>
            {all ? t('search.fewer') : t('search.more', { n: more })}
          </Chip>
        ) : null}
      </Chips>
      {data === undefined ? (
        <p className={styles.words}>{error === null ? t('common.loading') : errorWords(error, t)}</p>
      ) : (
        <>
          <Companions companions={data.companions} />
          <h3>{t('around.seen', { n: data.sightings.length })}</h3>
          {data.sightings.length === 0 ? <p className={styles.words}>{t('around.nothing')}</p> : null}
          <Pictures sightings={data.sightings.slice(0, mostShown)} />
          {data.sightings.length > mostShown ? (
            <p className={styles.words}>{t('around.more', { n: data.sightings.length - mostShown })}</p>
          ) : null}
        </>
      )}
    </section>
  );
});

/** Vehicles only: nobody's company is kept of people. */
function Companions({ companions }: { companions: Surroundings['companions'] }) {
  const { t } = useTranslation();
  return (
    <>
      <h3>{t('around.companions', { n: companions.length })}</h3>
      {companions.length === 0 ? (
        <p className={styles.words}>{t('around.noCompanions')}</p>
      ) : (
        <ul className={styles.companions}>
          {companions.map((each) => (
            <li key={each.plate} data-companion={each.plate}>
              <header>
                <Plate plate={each.plate} size="small" />
                <span>{t('around.together', { n: each.together })}</span>
                <span className="number">
                  {clockTime(each.firstAtMs)}–{clockTime(each.lastAtMs)}
                </span>
              </header>
              <Pictures sightings={each.sightings.slice(0, 4)} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Pictures({ sightings }: { sightings: readonly Sighting[] }) {
  if (sightings.length === 0) return null;
  return (
    <ul className={styles.pictures}>
      {sightings.map((sighting) => (
        <li key={sighting.id}>
          <a href={routeTo('journal', sighting.id)} title={sighting.cameraName ?? sighting.deviceId}>
            <EvidencePicture
              sighting={sighting}
              picture={mainPicture(sighting)}
              purpose="alarm"
              alt={sighting.cameraName ?? sighting.deviceId}
              aspect={16 / 10}
              alarming={sighting.alarmId !== null}
              size="thumbnail"
              lazy
            />
            <span className="number">{clockTime(sighting.receivedAtMs)}</span>
            <Subject facts={sighting.facts} />
          </a>
        </li>
      ))}
    </ul>
  );
}
