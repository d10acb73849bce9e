import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sighting } from '#contract/sighting.ts';
import { KeyCap } from '../../ui/key-cap.tsx';
import styles from './record-panel.module.css';
import { SightingDetails } from './sighting-details.tsx';
import { ShortTrail } from './short-trail.tsx';
import { useSighting } from './use-trail.ts';

/** Whoever runs through the pictures with the arrow keys does not want each of them fetched (milliseconds). */
const settledAfterMs = 120;

/** The record on the right: picture, facts, and its trail in short. */
export function RecordPanel(props: { id: number; known: readonly Sighting[]; onOpen: (id: number) => void }) {
  const { t } = useTranslation();
  const [settledId, setSettledId] = useState(props.id);
  useEffect(() => {
    const timer = setTimeout(() => setSettledId(props.id), settledAfterMs);
    return () => clearTimeout(timer);
  }, [props.id]);
  const listed = props.known.find(({ id }) => id === settledId);
  return (
    <div className={styles.panel} data-record={settledId}>
      {listed === undefined ? <Fetched id={settledId} /> : <Record sighting={listed} />}
      <footer>
        <Button type="primary" block onClick={() => props.onOpen(settledId)}>
          {t('sighting.open')} <KeyCap>Enter</KeyCap>
        </Button>
      </footer>
    </div>
  );
}

/** One that is no longer in the list: the question changed meanwhile. */
function Fetched({ id }: { id: number }) {
  const { sighting } = useSighting(id);
  return sighting === undefined ? null : <Record sighting={sighting} />;
}

function Record({ sighting }: { sighting: Sighting }) {
  return (
    <>
      <SightingDetails sighting={sighting} />
      <ShortTrail key={sighting.id} sighting={sighting} />
    </>
  );
}
