import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnitCase } from '#contract/retention.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { useSignedIn } from '../console/remote.ts';
import { go, routeTo } from '../console/route.ts';
import { RecordsTabs } from '../journal/records-tabs.tsx';
import { dayAndTime } from '../../text/format.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LockIcon } from '../../ui/icons.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { CaseDetails } from './case-details.tsx';
import { CaseForm } from './case-form.tsx';
import { orderedCases } from './case-rules.ts';
import styles from './cases.module.css';
import { useCaseActions } from './use-case-actions.ts';

/** Cases 案卷: what is kept beyond its period, why, and by whom. `part` is the one that is open on the right. */
export function CasesScreen({ part }: { part: string | null }) {
  const { t } = useTranslation();
  const me = useSignedIn();
  const mayOpen = me !== null && me.role !== 'guard';
  const { data, error, refetch } = useApiQuery('cases.list');
  const actions = useCaseActions();
  const [opening, setOpening] = useState(false);
  const cases = orderedCases(data ?? []);
  const chosen = cases.find(({ id }) => String(id) === part);
  const leave = (): void => go('journal', 'cases');
  useWindowKeys((event) => {
    if (event.key !== 'Escape' || chosen === undefined || isTyping(event.target)) return false;
    leave();
    return true;
  });
  const openNew = mayOpen ? (
    <Button type="primary" data-open-case onClick={() => setOpening(true)}>
      {t('cases.openNew')}
    </Button>
  ) : null;
  return (
    <ScreenFrame
      title={t('search.tabs.cases')}
      tabs={<RecordsTabs current="cases" />}
      words={t('cases.words')}
      tools={openNew}
      asideLabel={t('cases.details')}
      asideClose={{ label: t('common.close'), onClose: leave }}
      aside={chosen === undefined ? undefined : <CaseDetails unitCase={chosen} mayChange={mayOpen} />}
    >
      {data === undefined ? (
        <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)}>
          {error === null ? null : <Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
        </EmptyState>
      ) : cases.length === 0 ? (
        <EmptyState icon={<LockIcon />} title={t('cases.empty')} words={t('cases.emptyWords')} />
      ) : (
        <ul className={styles.list}>
          {cases.map((each) => (
            <li key={each.id}>
              <CaseLine unitCase={each} current={each.id === chosen?.id} />
            </li>
          ))}
        </ul>
      )}
      <Modal
        open={opening}
        title={t('cases.openNew')}
        width={480}
        getContainer={() => document.querySelector('main') ?? document.body}
        footer={null}
        destroyOnHidden
        onCancel={() => setOpening(false)}
      >
        <CaseForm
          busy={actions.busy}
          onCancel={() => setOpening(false)}
          onOpen={(title, reason) =>
            actions.open(title, reason, ({ id }) => {
              setOpening(false);
              go('journal', 'cases', id);
            })
          }
        />
      </Modal>
    </ScreenFrame>
  );
}

function CaseLine({ unitCase, current }: { unitCase: UnitCase; current: boolean }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { closed, items } = unitCase;
  return (
    <a
      className={styles.line}
      href={routeTo('journal', 'cases', unitCase.id)}
      aria-current={current}
      data-case={unitCase.title}
      data-case-state={closed === null ? 'open' : 'closed'}
    >
      <span className={styles.state}>{closed === null ? t('cases.state.open') : t('cases.state.closed')}</span>
      <b>{unitCase.title}</b>
      <span className={styles.why}>{unitCase.reason}</span>
      <span className="number">{t('cases.itemCount', { n: items.length })}</span>
      <span className={styles.when}>
        {t('cases.openedBy', { name: unitCase.openedBy, time: dayAndTime(unitCase.openedAtMs, todayMs) })}
      </span>
    </a>
  );
}
