import { App, Button } from 'antd';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApiMutation } from '../../../api/use-api.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ScreenIcon } from '../../../ui/icons.tsx';
import { KeyCap } from '../../../ui/key-cap.tsx';
import { ScreenFrame } from '../../../ui/screen-frame.tsx';
import { useSayError } from '../../console/error-words.ts';
import { isControl, isTyping, useWindowKeys } from '../../console/keys.ts';
import { useSignedIn, useStatus } from '../../console/remote.ts';
import { decideLinkKey } from '../county-keys.ts';
import { DestinationCard } from './destination-card.tsx';
import styles from './link.module.css';
import { OutboxTable } from './outbox-table.tsx';
import { RefusingBanner } from './refusing-banner.tsx';
import { RiskLine } from './risk-line.tsx';
import { SubscriptionTable } from './subscription-table.tsx';

/** What the county has acknowledged, what it has not, and why not. */
export function LinkPage({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const sayError = useSayError();
  const county = useStatus((status) => status.county);
  const role = useSignedIn()?.role;
  const mayAct = role === 'chief' || role === 'admin';
  const tryNow = useApiMutation('county.tryNow');
  const page = useRef<HTMLDivElement>(null);
  const linked = county !== undefined && (county.link !== 'off' || county.destinations.length > 0);

  const sendNow = (): void => {
    if (tryNow.isPending) return;
    tryNow.mutate(undefined, {
      onSuccess: () => void message.success(t('county.tryStarted')),
      onError: sayError,
    });
  };
  useWindowKeys((event) => {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>('[data-outbox-item]');
    const act = decideLinkKey({
      key: event.key,
      modified: event.ctrlKey || event.altKey || event.metaKey,
      typing: isTyping(event.target),
      inRows: row !== null,
      onControl: isControl(event.target),
      mayAct,
    });
    switch (act) {
      case null:
        return false;
      case 'test':
        focusNext(page.current?.querySelectorAll<HTMLElement>('[data-county-test]:not(:disabled)'));
        break;
      case 'try-now':
        if (linked) sendNow();
        break;
      case 'retry':
        row?.querySelector<HTMLElement>('[data-retry]')?.click();
        break;
      case 'rows':
        page.current?.querySelector<HTMLElement>('[data-outbox-item][tabindex="0"]')?.focus();
        break;
    }
    return true;
  });

  if (county === undefined) return null;
  if (!linked) {
    return (
      <ScreenFrame title={t('county.title')} tabs={tabs}>
        <EmptyState icon={<ScreenIcon screen="county" />} title={t('county.off')} words={t('county.offWords')} />
      </ScreenFrame>
    );
  }
  return (
    <div ref={page} className={styles.page}>
      <ScreenFrame
        title={t('county.title')}
        tabs={tabs}
        words={t('county.truth')}
        tools={
          mayAct ? (
            <Button type="primary" data-try-now loading={tryNow.isPending} onClick={sendNow}>
              {t('county.tryNow')} <KeyCap>U</KeyCap>
            </Button>
          ) : (
            <span className={styles.faint}>{t('county.chiefOnly')}</span>
          )
        }
      >
        <RefusingBanner refusing={county.refusing} />
        <RiskLine county={county} />
        <div className={styles.destinations} data-count={Math.min(county.destinations.length, 5)}>
          {county.destinations.map((destination) => (
            <DestinationCard key={destination.name} destination={destination} mayAct={mayAct} />
          ))}
        </div>
        <OutboxTable destinations={county.destinations} mayAct={mayAct} />
        <SubscriptionTable />
      </ScreenFrame>
    </div>
  );
}

/** The first of them, or the one after that which has the focus. */
function focusNext(elements: NodeListOf<HTMLElement> | undefined): void {
  const all = [...(elements ?? [])];
  all[(all.findIndex((each) => each === document.activeElement) + 1) % Math.max(1, all.length)]?.focus();
}
