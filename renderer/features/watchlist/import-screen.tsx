import { App, Button } from 'antd';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listTemplatePath } from '#contract/watchlist.ts';
import type { ImportPreview } from '#contract/watchlist.ts';
import { appErrorOf } from '../../api/app-error-of.ts';
import type { Output } from '../../api/paths.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { errorWords, useSayError } from '../console/error-words.ts';
import { isTyping } from '../console/keys.ts';
import { routeTo } from '../console/route.ts';
import { grouped } from '../../text/format.ts';
import type { TFunction } from '../../text/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { DryRunPanel } from './dry-run-panel.tsx';
import styles from './import-screen.module.css';
import { PreviewRows } from './preview-rows.tsx';
import { SheetDrop } from './sheet-drop.tsx';
import { sourceOf, textSource } from './sheet-source.ts';
import type { SheetRead } from './sheet-source.ts';
import { listQueries } from './use-entries.ts';
import { WatchlistTabs } from './watchlist-tabs.tsx';

type Imported = Output<'watchlist.importPreviewed'>;

/** Many entries at once, from a sheet: looked at row by row, tried on the last week, then taken. */
export function ImportScreen() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const sayError = useSayError();
  const [fileName, setFileName] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [imported, setImported] = useState<Imported | null>(null);
  const look = useApiMutation('watchlist.previewImport');
  const take = useApiMutation('watchlist.importPreviewed', { refreshes: listQueries });

  const begin = (read: SheetRead, name: string): void => {
    look.reset();
    setImported(null);
    if (read.outcome === 'refused') {
      setRefused(t(`watchlist.import.refused.${read.why}`));
      return;
    }
    setRefused(null);
    setFileName(name);
    look.mutate(read.source, { onSuccess: setPreview, onError: (error) => setRefused(unreadWords(error, t)) });
  };
  const takeFile = (file: File): void =>
    void file.arrayBuffer().then(
      (bytes) => begin(sourceOf(new Uint8Array(bytes)), file.name),
      () => setRefused(t('watchlist.import.refused.unreadable')),
    );
  const again = (): void => {
    setPreview(null);
    setImported(null);
    look.reset();
  };
  // Pasted anywhere on the page; never written into a field, which a hundred thousand rows would freeze.
  const onPaste = useEffectEvent((event: ClipboardEvent): void => {
    if (isTyping(event.target) || preview !== null || look.isPending) return;
    event.preventDefault();
    const file = event.clipboardData?.files[0];
    if (file !== undefined) takeFile(file);
    else begin(textSource(event.clipboardData?.getData('text/plain') ?? ''), t('watchlist.import.pasted'));
  });
  useEffect(() => {
    const listener = (event: ClipboardEvent): void => onPaste(event);
    window.addEventListener('paste', listener);
    return () => window.removeEventListener('paste', listener);
  }, []);
  const takeAll = (): void => {
    if (preview === null) return;
    take.mutate(
      { previewId: preview.previewId },
      {
        onSuccess: setImported,
        onError: (error) => {
          if (appErrorOf(error)?.code === 'not-found') {
            void message.warning(t('watchlist.import.tooOld'));
            again();
          } else sayError(error);
        },
      },
    );
  };
  return (
    <ScreenFrame
      title={t('watchlist.tabs.import')}
      tabs={<WatchlistTabs current="import" />}
      words={preview === null ? t('watchlist.import.words') : fileName}
      tools={
        <Button href={listTemplatePath} download data-template>
          {t('watchlist.import.template')}
        </Button>
      }
    >
      {imported !== null ? (
        <EmptyState
          title={t('watchlist.import.done', { added: grouped(imported.added), changed: grouped(imported.changed) })}
          words={`${
            imported.left === 0 ? '' : t('watchlist.import.left', { n: grouped(imported.left) })
          }${t('watchlist.import.thenApprove')}`}
        >
          <span className={styles.acts}>
            <Button onClick={again}>{t('watchlist.import.another')}</Button>
            <Button type="primary" href={routeTo('watchlist', 'waiting')}>
              {t('watchlist.import.toWaiting')}
            </Button>
          </span>
        </EmptyState>
      ) : preview === null ? (
        <SheetDrop busy={look.isPending} refused={refused} onFile={takeFile} />
      ) : (
        <Previewed preview={preview} busy={take.isPending} onTake={takeAll} onAgain={again} />
      )}
    </ScreenFrame>
  );
}

/** The station looked into the file and could not read it, or did not come to it. */
function unreadWords(error: unknown, t: TFunction): string {
  const said = appErrorOf(error);
  if (said?.code !== 'bad-input') return errorWords(error, t);
  return t(`watchlist.import.refused.${said.facts['problem'] === 'too-large' ? 'too-large' : 'unreadable'}`);
}

function Previewed(props: { preview: ImportPreview; busy: boolean; onTake: () => void; onAgain: () => void }) {
  const { t } = useTranslation();
  const { preview } = props;
  const right = preview.counts.new + preview.counts.changed;
  return (
    <div className={styles.previewed}>
      <div className={styles.bar}>
        <dl className={styles.counts}>
          {(['new', 'changed', 'same', 'wrong'] as const).map((outcome) => (
            <div key={outcome} data-outcome={outcome} data-none={preview.counts[outcome] === 0}>
              <dt>{t(`watchlist.import.outcome.${outcome}`)}</dt>
              <dd className="number">{grouped(preview.counts[outcome])}</dd>
            </div>
          ))}
        </dl>
        <span className={styles.acts}>
          <Button onClick={props.onAgain}>{t('watchlist.import.another')}</Button>
          <Button type="primary" disabled={right === 0} loading={props.busy} data-import onClick={props.onTake}>
            {right === 0 ? t('watchlist.import.nothing') : t('watchlist.import.take', { n: grouped(right) })}
          </Button>
        </span>
      </div>
      {preview.unknownColumns.length === 0 ? null : (
        <p className={styles.warning}>
          {t('watchlist.import.unknownColumns', { columns: preview.unknownColumns.join(t('common.list')) })}
        </p>
      )}
      {preview.counts.wrong === 0 || right === 0 ? null : (
        <p className={styles.calm}>{t('watchlist.import.wrongStay', { n: grouped(preview.counts.wrong) })}</p>
      )}
      {right === 0 ? null : <DryRunPanel asked={{ previewId: preview.previewId }} many />}
      <PreviewRows preview={preview} />
    </div>
  );
}
