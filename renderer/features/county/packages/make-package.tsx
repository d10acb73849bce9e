import { App, Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { packageRequest } from '#contract/package.ts';
import { appErrorOf } from '../../../api/app-error-of.ts';
import { useApiMutation } from '../../../api/use-api.ts';
import { errorWords } from '../../console/error-words.ts';
import { useStatus } from '../../console/remote.ts';
import { go, routeTo } from '../../console/route.ts';
import { Field } from '../../devices/camera-form.tsx';
import { grouped } from '../../../text/format.ts';
import { PeriodChoice } from '../summaries/period-choice.tsx';
import type { Period } from '../summaries/periods.ts';
import { AlarmChoice } from './alarm-choice.tsx';
import { mostAlarms, takenAlong } from './chosen-alarms.ts';
import styles from './make-package.module.css';
import { useAlarmsOf } from './use-packages.ts';

const inside = ['summary', 'sheets', 'pictures', 'outbox', 'manifest'] as const;

/** Period, pictures, reason: then the station makes it by itself. */
export function MakePackage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const waiting = useStatus((status) => status.county.unacknowledged) ?? 0;
  const [period, setPeriod] = useState<Period | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [reason, setReason] = useState('');
  const [withOutbox, setWithOutbox] = useState(false);
  const [tried, setTried] = useState(false);
  const make = useApiMutation('packages.make', { refreshes: ['packages.list'] });
  const { found, error: unread, again } = useAlarmsOf(period);
  const offered = found?.alarms ?? [];
  const alarmIds = takenAlong(offered, chosen);
  const reasonFits = packageRequest.shape.reason.safeParse(reason).success;
  const tooMany = alarmIds.length > mostAlarms;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setTried(true);
    // What is chosen is known only once the alarms of the period are.
    if (period === null || found === undefined || !reasonFits || tooMany || make.isPending) return;
    make.mutate(
      { ...period, alarmIds, reason, withOutbox },
      {
        onSuccess: ({ id }) => {
          void message.success(t('packages.make.made'));
          go('county', 'packages', id);
        },
      },
    );
  };
  const refused =
    make.error !== null
      ? appErrorOf(make.error)?.code === 'unavailable'
        ? t('packages.make.busy')
        : errorWords(make.error, t)
      : tooMany
        ? t('packages.make.tooMany')
        : tried && (period === null || !reasonFits)
          ? t('packages.make.fix')
          : '';
  const holds = inside.filter(
    (part) => (part !== 'pictures' || alarmIds.length > 0) && (part !== 'outbox' || withOutbox),
  );
  return (
    <form className={styles.form} onSubmit={submit} noValidate data-make-package-form>
      <section data-missing={tried && period === null}>
        <h2>{t('packages.make.period')}</h2>
        <PeriodChoice period={period} onPeriod={setPeriod} />
      </section>
      <section>
        <h2>{t('packages.make.alarms')}</h2>
        <p>{t('packages.make.alarmsWords')}</p>
        {period === null ? (
          <p className={styles.nothing}>{t('packages.make.alarmsNoPeriod')}</p>
        ) : found === undefined ? (
          <p className={styles.nothing}>
            {unread === null ? t('common.loading') : errorWords(unread, t)}
            {unread === null ? null : (
              <Button size="small" onClick={again}>
                {t('common.retry')}
              </Button>
            )}
          </p>
        ) : (
          <AlarmChoice offered={offered} of={found.of} chosen={chosen} onChosen={setChosen} />
        )}
      </section>
      <section>
        <Field
          label={t('packages.make.reason')}
          hint={t('packages.make.reasonHint')}
          error={tried && !reasonFits ? t('packages.make.reasonMissing') : null}
        >
          <Input.TextArea
            name="package-reason"
            autoSize={{ minRows: 2, maxRows: 5 }}
            maxLength={400}
            status={tried && !reasonFits ? 'error' : ''}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
        <Checkbox
          name="with-outbox"
          className={styles.outbox ?? ''}
          checked={withOutbox}
          onChange={(event) => setWithOutbox(event.target.checked)}
        >
          {t('packages.make.outbox')}
          <small>{t('packages.make.outboxWords', { n: grouped(waiting) })}</small>
        </Checkbox>
      </section>
      <section>
        <h2>{t('packages.make.inside')}</h2>
        <ul className={styles.inside}>
          {holds.map((part) => (
            <li key={part}>{t(`packages.make.insideList.${part}`)}</li>
          ))}
        </ul>
      </section>
      <footer>
        <span role="alert">{refused}</span>
        <Button href={routeTo('county', 'packages')}>{t('packages.back')}</Button>
        <Button
          type="primary"
          htmlType="submit"
          loading={make.isPending}
          disabled={period !== null && found === undefined}
          data-submit-package
        >
          {t('packages.make.submit')}
        </Button>
      </footer>
    </form>
  );
}
