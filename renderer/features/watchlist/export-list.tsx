import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TakeOut } from '../clips/take-out.tsx';
import { exportPath } from './watchlist-paths.ts';

/** The whole list as a file. */
export function ExportList() {
  const { t } = useTranslation();
  const [format, setFormat] = useState<'xlsx' | 'csv'>('xlsx');
  return (
    <TakeOut
      pathFor={(reason) => exportPath(format, reason)}
      says={{
        button: t('watchlist.export.button'),
        title: t('watchlist.export.title'),
        words: t('watchlist.export.words'),
        hint: t('watchlist.export.hint'),
      }}
    >
      <Segmented<'xlsx' | 'csv'>
        value={format}
        options={[
          { value: 'xlsx', label: 'Excel' },
          { value: 'csv', label: 'CSV' },
        ]}
        onChange={setFormat}
      />
    </TakeOut>
  );
}
