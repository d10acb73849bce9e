import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listExportPath } from '#contract/watchlist.ts';
import type { EntryFilter } from '#contract/watchlist.ts';
import { TakeOut } from '../clips/take-out.tsx';
import { isAsking } from './list-address.ts';

/** The list as a file, or what of it is filtered for. */
export function ExportList({ filter }: { filter: EntryFilter }) {
  const { t } = useTranslation();
  const [format, setFormat] = useState<'xlsx' | 'csv'>('xlsx');
  return (
    <TakeOut
      pathFor={(reason) => listExportPath(format, reason, filter)}
      says={{
        button: t('watchlist.export.button'),
        title: t('watchlist.export.title'),
        words: isAsking(filter) ? t('watchlist.export.wordsFiltered') : t('watchlist.export.words'),
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
