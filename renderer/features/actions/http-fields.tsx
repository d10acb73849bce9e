import { Button, Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { Field } from '../devices/camera-form.tsx';
import fields from '../rules/fields.module.css';
import { Group } from '../rules/group.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { placeholders } from './action-draft.ts';
import styles from './actions.module.css';
import type { TargetProps } from './target-fields.tsx';

const methods = ['POST', 'PUT', 'GET'] as const;

/** An HTTP call: where to, with what. Values of headers are written and never read. */
export function HttpFields({ target, problems, keptHeaders, onChange }: TargetProps<'http'>) {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles.call}>
        <Group label={t('actions.method')}>
          <Segmented
            value={target.method}
            options={[...methods]}
            onChange={(method) => onChange({ ...target, method })}
          />
        </Group>
        <Field
          label={t('actions.url')}
          hint={t('actions.urlHint')}
          error={problems.includes('url') ? t('actions.problem.url') : null}
        >
          <Input
            name="http-url"
            maxLength={1024}
            spellCheck={false}
            autoComplete="off"
            placeholder="http://127.0.0.1:8080/barrier"
            value={target.url}
            onChange={(event) => onChange({ ...target, url: event.target.value })}
          />
        </Field>
      </div>
      <Headers target={target} problems={problems} keptHeaders={keptHeaders} onChange={onChange} />
      {target.method === 'GET' ? (
        <p className={fields.words}>{t('actions.bodyNone')}</p>
      ) : (
        <Group label={t('actions.body')} error={problems.includes('body') ? t('actions.problem.body') : null}>
          <Input.TextArea
            name="http-body"
            className={styles.code ?? ''}
            aria-label={t('actions.body')}
            autoSize={{ minRows: 3, maxRows: 10 }}
            maxLength={8192}
            spellCheck={false}
            placeholder='{"camera": "{camera}", "state": "{state}"}'
            value={target.body}
            onChange={(event) => onChange({ ...target, body: event.target.value })}
          />
          <dl className={styles.placeholders}>
            <dt>{t('actions.bodyHint')}</dt>
            {placeholders.map((name) => (
              <dd key={name}>
                <code>{`{${name}}`}</code> {t(`actions.placeholder.${name}`)}
              </dd>
            ))}
          </dl>
        </Group>
      )}
      <Field
        label={t('actions.certificate')}
        hint={t('actions.certificateHint')}
        error={problems.includes('certificate') ? t('actions.problem.certificate') : null}
      >
        <Input
          name="http-certificate"
          className={styles.code ?? ''}
          spellCheck={false}
          autoComplete="off"
          value={target.certificate ?? ''}
          onChange={(event) =>
            onChange({ ...target, certificate: event.target.value === '' ? null : event.target.value })
          }
        />
      </Field>
    </>
  );
}

function Headers({ target, problems, keptHeaders, onChange }: TargetProps<'http'>) {
  const { t } = useTranslation();
  const { headers } = target;
  const change = (at: number, part: Partial<(typeof headers)[number]>): void =>
    onChange({ ...target, headers: headers.map((each, index) => (index === at ? { ...each, ...part } : each)) });
  return (
    <Group
      label={t('actions.headers')}
      hint={t('actions.headerHint')}
      error={problems.includes('headers') ? t('actions.problem.headers') : null}
    >
      <ul className={styles.headers}>
        {headers.map(({ name, value }, at) => (
          <li key={at}>
            <Input
              name={`header-name-${String(at)}`}
              aria-label={t('actions.headerName')}
              placeholder="Authorization"
              maxLength={64}
              spellCheck={false}
              autoComplete="off"
              value={name}
              onChange={(event) => change(at, { name: event.target.value })}
            />
            <Input
              type="password"
              name={`header-value-${String(at)}`}
              aria-label={t('actions.headerValue')}
              placeholder={keptHeaders.includes(name) ? t('actions.headerKept') : t('actions.headerValue')}
              maxLength={1024}
              autoComplete="new-password"
              value={value}
              onChange={(event) => change(at, { value: event.target.value })}
            />
            <button
              type="button"
              className={fields.less}
              aria-label={t('actions.headerRemove', { name })}
              onClick={() => onChange({ ...target, headers: headers.filter((_, index) => index !== at) })}
            >
              <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      {headers.length < 20 ? (
        <Button
          type="dashed"
          size="small"
          className={fields.more ?? ''}
          onClick={() => onChange({ ...target, headers: [...headers, { name: '', value: '' }] })}
        >
          {t('actions.headerAdd')}
        </Button>
      ) : null}
    </Group>
  );
}
