import { Input, Progress } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readFingerprint } from '#contract/package-verify.ts';
import { Field } from '../../devices/camera-form.tsx';
import { FileDrop } from '../parts/file-drop.tsx';
import { checkPackage } from './check-package.ts';
import type { Checked } from './check-package.ts';
import { VerdictCard } from './verdict-card.tsx';
import styles from './verify.module.css';

type Check =
  | { at: 'waiting' }
  | { at: 'checking'; name: string; done: number; of: number }
  | { at: 'checked'; name: string; checked: Checked };

/** Checks a package in the browser, for whoever received one; no account is needed and nothing is uploaded. */
export function VerifyPage() {
  const { t } = useTranslation();
  const [fingerprint, setFingerprint] = useState('');
  const [check, setCheck] = useState<Check>({ at: 'waiting' });
  const file = useRef<File | null>(null);
  const run = useRef(0);
  const expected = readFingerprint(fingerprint);
  const wrong = fingerprint.trim() !== '' && expected === null;

  const begin = (chosen: File, against: string | null): void => {
    const mine = ++run.current;
    file.current = chosen;
    const { name } = chosen;
    setCheck({ at: 'checking', name, done: 0, of: 0 });
    const say = (next: Check): void => {
      if (run.current === mine) setCheck(next);
    };
    checkPackage(chosen, against, (done, of) => say({ at: 'checking', name, done, of })).then(
      (checked) => say({ at: 'checked', name, checked }),
      () => say({ at: 'checked', name, checked: { checked: 'not-zip' } }),
    );
  };
  const expect = (text: string): void => {
    setFingerprint(text);
    const known = readFingerprint(text);
    // The verdict shown was of the fingerprint before.
    if (file.current !== null && (known !== null || text.trim() === '')) begin(file.current, known);
  };
  return (
    <div className={styles.page} data-verify={check.at}>
      <p className={styles.words}>{t('verify.words')}</p>
      <FileDrop
        name="package"
        accept=".zip,application/zip"
        small={check.at !== 'waiting'}
        onFile={(chosen) => begin(chosen, expected)}
      >
        <strong>{t(check.at === 'waiting' ? 'verify.drop' : 'verify.dropAgain')}</strong>
      </FileDrop>
      <Field
        label={t('verify.fingerprint')}
        hint={t('verify.fingerprintHint')}
        error={wrong ? t('verify.fingerprintWrong') : null}
      >
        <Input
          name="fingerprint"
          className={styles.fingerprintField ?? ''}
          spellCheck={false}
          autoComplete="off"
          maxLength={200}
          status={wrong ? 'error' : ''}
          value={fingerprint}
          onChange={(event) => expect(event.target.value)}
        />
      </Field>
      <div aria-live="polite">
        {check.at === 'checking' ? (
          <section className={styles.checking}>
            <strong>{t('verify.checking', { name: check.name })}</strong>
            <Progress
              percent={check.of === 0 ? 0 : Math.floor((check.done / check.of) * 100)}
              showInfo={false}
              size="small"
            />
            <span className="number">{t('verify.progress', { done: check.done, of: check.of })}</span>
          </section>
        ) : check.at === 'checked' ? (
          <VerdictCard name={check.name} checked={check.checked} />
        ) : null}
      </div>
    </div>
  );
}
