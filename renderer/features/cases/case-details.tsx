import { Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CaseItem, UnitCase } from '#contract/retention.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { useAlarms } from '../console/remote.ts';
import { routeTo } from '../console/route.ts';
import { alarmSubject, alarmTitle } from '../alarms/alarm-words.ts';
import { clipBeginsAtMs, clipLength } from '../clips/clip-words.ts';
import { Subject } from '../journal/subject.tsx';
import { dayAndTime } from '../../text/format.ts';
import { CloseIcon, ScreenIcon } from '../../ui/icons.tsx';
import { EvidencePicture, mainPicture } from '../../ui/evidence-picture.tsx';
import { Facts } from '../../ui/facts.tsx';
import { itemKey } from './case-rules.ts';
import styles from './cases.module.css';
import { useCaseActions } from './use-case-actions.ts';

/** A case: why it is, what it holds, each a way to the thing itself. */
export function CaseDetails({ unitCase, mayChange }: { unitCase: UnitCase; mayChange: boolean }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const actions = useCaseActions();
  const { closed, items } = unitCase;
  return (
    <div className={styles.details} data-case-details={unitCase.id}>
      <header>
        <strong>{unitCase.title}</strong>
        <span className={styles.state} data-case-state={closed === null ? 'open' : 'closed'}>
          {closed === null ? t('cases.state.open') : t('cases.state.closed')}
        </span>
      </header>
      <Facts
        facts={[
          [t('cases.reason'), unitCase.reason],
          [
            t('cases.opened'),
            t('cases.openedBy', { name: unitCase.openedBy, time: dayAndTime(unitCase.openedAtMs, todayMs) }),
          ],
          [
            t('cases.closed'),
            closed === null ? '' : t('cases.openedBy', { name: closed.by, time: dayAndTime(closed.atMs, todayMs) }),
          ],
          [t('cases.copied'), <span className="number">{unitCase.copiedPictures}</span>],
        ]}
      />
      <h2>{t('cases.itemCount', { n: items.length })}</h2>
      {items.length === 0 ? (
        <p className={styles.none}>{t('cases.noItems')}</p>
      ) : (
        <ul className={styles.items}>
          {items.map(({ item, addedBy, addedAtMs }) => (
            <li key={itemKey(item)} data-case-item={itemKey(item)}>
              <Item item={item} added={t('cases.addedBy', { name: addedBy, time: dayAndTime(addedAtMs, todayMs) })} />
              {mayChange && closed === null ? (
                <button
                  type="button"
                  aria-label={t('cases.remove')}
                  title={t('cases.remove')}
                  onClick={() => actions.remove(unitCase, item)}
                >
                  <CloseIcon />
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {mayChange && closed === null ? (
        <Popconfirm
          title={t('cases.closeAsk', { title: unitCase.title })}
          description={t('cases.closeWords')}
          okText={t('cases.close')}
          cancelText={t('cases.cancel')}
          onConfirm={() => actions.close(unitCase)}
        >
          <Button data-close-case>{t('cases.close')}</Button>
        </Popconfirm>
      ) : null}
    </div>
  );
}

function Item({ item, added }: { item: CaseItem; added: string }) {
  switch (item.kind) {
    case 'sighting':
      return <SightingItem id={item.id} added={added} />;
    case 'alarm':
      return <AlarmItem id={item.id} added={added} />;
    case 'clip':
      return <ClipItem id={item.id} added={added} />;
  }
}

function SightingItem({ id, added }: { id: number; added: string }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { data: sighting } = useApiQuery('sightings.find', { id });
  return (
    <a href={routeTo('journal', id)}>
      {sighting === undefined ? (
        <i />
      ) : (
        <EvidencePicture
          sighting={sighting}
          picture={mainPicture(sighting)}
          purpose="journal"
          alt={t('cases.item.sighting', { id })}
          aspect={16 / 10}
          size="thumbnail"
          lazy
        />
      )}
      <span>
        {sighting === undefined ? t('cases.item.sighting', { id }) : <Subject facts={sighting.facts} />}
        <span className={styles.about}>
          {sighting === undefined
            ? ''
            : `${dayAndTime(sighting.receivedAtMs, todayMs)} · ${sighting.cameraName ?? sighting.deviceId}`}
        </span>
        <small>{added}</small>
      </span>
    </a>
  );
}

function AlarmItem({ id, added }: { id: number; added: string }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const alarm = useAlarms().find((each) => each.id === id);
  return (
    <a href={routeTo('alarms', id)}>
      <i>
        <ScreenIcon screen="alarms" />
      </i>
      <span>
        {t('cases.item.alarm', { id })}
        <span className={styles.about}>
          {alarm === undefined
            ? ''
            : `${dayAndTime(alarm.raisedAtMs, todayMs)} · ${alarmTitle(alarm, t)} ${alarmSubject(alarm, t)}`}
        </span>
        <small>{added}</small>
      </span>
    </a>
  );
}

function ClipItem({ id, added }: { id: number; added: string }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { data: clip } = useApiQuery('clips.find', { id });
  return (
    <a href={routeTo('clips', id)}>
      <i>
        <ScreenIcon screen="clips" />
      </i>
      <span>
        {t('cases.item.clip', { id })}
        <span className={styles.about}>
          {clip === undefined
            ? ''
            : [
                dayAndTime(clipBeginsAtMs(clip), todayMs),
                clip.cameraName,
                ...(clip.state === 'ready' ? [clipLength(clip)] : []),
              ].join(' · ')}
        </span>
        <small>{added}</small>
      </span>
    </a>
  );
}
