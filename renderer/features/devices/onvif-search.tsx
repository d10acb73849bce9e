import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiscoveredDevice } from '#contract/onvif.ts';
import { useApiMutation, useApiQuery } from '../../api/use-api.ts';
import { errorWords } from '../console/error-words.ts';
import styles from './onvif.module.css';

/** Asks around on one network (WS-Discovery) and lists who answered. */
export function OnvifSearch({ onChoose }: { onChoose: (device: DiscoveredDevice) => void }) {
  const { t } = useTranslation();
  const { data: interfaces } = useApiQuery('onvif.interfaces');
  const discover = useApiMutation('onvif.discover');
  const [chosen, setChosen] = useState<string | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const from = chosen ?? interfaces?.[0]?.address ?? null;
  const found = discover.data;
  return (
    <div className={styles.search}>
      <div className={styles.searchBar}>
        <Select
          aria-label={t('onvif.from')}
          value={from}
          placeholder={interfaces?.length === 0 ? t('onvif.noInterface') : t('onvif.from')}
          options={(interfaces ?? []).map(({ name, address }) => ({ value: address, label: `${name} · ${address}` }))}
          onChange={setChosen}
        />
        <Button
          loading={discover.isPending}
          disabled={from === null}
          onClick={() => {
            if (from !== null) discover.mutate({ interfaceAddress: from });
          }}
        >
          {t('onvif.search')}
        </Button>
      </div>
      {discover.isPending ? (
        <p className={styles.faint}>{t('onvif.searching')}</p>
      ) : discover.error !== null ? (
        <p className={styles.warning}>{errorWords(discover.error, t)}</p>
      ) : found === undefined ? null : (
        <>
          <p className={styles.faint}>
            {found.devices.length === 0 ? t('onvif.foundNone') : t('onvif.found', { n: found.devices.length })}
            {found.ignored > 0 ? ` · ${t('onvif.ignored', { n: found.ignored })}` : ''}
          </p>
          <ul className={styles.found}>
            {found.devices.map((device) => (
              <li key={device.endpoint}>
                <button
                  type="button"
                  aria-pressed={picked === device.endpoint}
                  onClick={() => {
                    setPicked(device.endpoint);
                    onChoose(device);
                  }}
                >
                  <span>
                    <b>{device.name ?? device.hardware ?? device.host}</b>
                    {device.cameraId === null ? null : <small>{t('onvif.alreadyAdded')}</small>}
                  </span>
                  <span className="number">
                    {device.host}:{device.port}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
