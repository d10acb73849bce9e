import { Button, Modal } from 'antd';
import { useState } from 'react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseItem } from '#contract/retention.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { useSignedIn } from '../console/remote.ts';
import { KeyCap } from '../../ui/key-cap.tsx';
import { CaseForm } from './case-form.tsx';
import { holds, orderedCases } from './case-rules.ts';
import styles from './cases.module.css';
import { useCaseActions } from './use-case-actions.ts';

/** Puts a sighting, an alarm or a clip into an open case, so that it outlives its period. */
export function AddToCase(props: { item: CaseItem; buttonRef?: Ref<HTMLButtonElement>; keyName?: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const { data: cases = [] } = useApiQuery('cases.list');
  const holding = cases.filter((each) => each.closed === null && holds(each, props.item));
  return (
    <>
      <Button
        {...(props.buttonRef === undefined ? {} : { ref: props.buttonRef })}
        data-add-to-case
        data-held={holding.length}
        onClick={() => setShown(true)}
      >
        {holding.length === 0 ? t('cases.add') : t('cases.inCase', { title: holding[0]?.title ?? '' })}
        {props.keyName === undefined ? null : <KeyCap>{props.keyName}</KeyCap>}
      </Button>
      <Modal
        open={shown}
        title={t('cases.addTitle')}
        width={480}
        getContainer={() => document.querySelector('main') ?? document.body}
        footer={null}
        destroyOnHidden
        onCancel={() => setShown(false)}
      >
        <Choice item={props.item} onDone={() => setShown(false)} />
      </Modal>
    </>
  );
}

function Choice({ item, onDone }: { item: CaseItem; onDone: () => void }) {
  const { t } = useTranslation();
  const me = useSignedIn();
  const mayOpen = me !== null && me.role !== 'guard';
  const { data, isLoading } = useApiQuery('cases.list');
  const actions = useCaseActions();
  const open = orderedCases(data ?? []).filter(({ closed }) => closed === null);
  const [opening, setOpening] = useState(false);
  if (opening || (mayOpen && !isLoading && open.length === 0)) {
    return (
      <CaseForm
        busy={actions.busy}
        onCancel={onDone}
        onOpen={(title, reason) => actions.open(title, reason, (opened) => actions.add(opened, item, onDone))}
      />
    );
  }
  return (
    <div className={styles.choice}>
      <p>{open.length > 0 ? t('cases.addWords') : isLoading ? t('common.loading') : t('cases.noneOpen')}</p>
      <ul>
        {open.map((each, index) => {
          const held = holds(each, item);
          return (
            <li key={each.id}>
              <button
                type="button"
                data-case={each.title}
                autoFocus={index === 0}
                disabled={held || actions.busy}
                onClick={() => actions.add(each, item, onDone)}
              >
                <b>{each.title}</b>
                <span>{held ? t('cases.already') : t('cases.itemCount', { n: each.items.length })}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {mayOpen ? (
        <Button type="dashed" onClick={() => setOpening(true)}>
          {t('cases.openNew')}
        </Button>
      ) : null}
    </div>
  );
}
