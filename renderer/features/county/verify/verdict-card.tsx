import { useTranslation } from 'react-i18next';
import type { PackageVerdict } from '#contract/package-verify.ts';
import { grouped } from '../../../text/format.ts';
import { Facts } from '../../../ui/facts.tsx';
import { CheckIcon, CloseIcon } from '../../../ui/icons.tsx';
import { CopyText } from '../parts/copy-text.tsx';
import { reportPeriod, reportTime } from '../summaries/report-words.ts';
import type { Checked } from './check-package.ts';
import { groupedFingerprint, saidProblems, toneOf } from './verdict-words.ts';
import styles from './verify.module.css';

/** The verdict in one word that is read across the room; then why, and what of it is wrong. */
export function VerdictCard({ name, checked }: { name: string; checked: Checked }) {
  const { t } = useTranslation();
  if (checked.checked !== 'verdict') {
    const words = { 'not-zip': 'verify.notZip', 'too-old': 'verify.tooOld', insecure: 'verify.insecure' } as const;
    return (
      <section className={styles.verdict} data-verdict="unreadable" data-tone="bad">
        <header>
          <i>
            <CloseIcon />
          </i>
          <strong>{t('verify.verdict.unreadable')}</strong>
          <p>{t(words[checked.checked])}</p>
        </header>
        <Facts facts={[[t('verify.file'), name]]} />
      </section>
    );
  }
  const { verdict } = checked;
  const tone = toneOf(verdict.outcome);
  return (
    <section className={styles.verdict} data-verdict={verdict.outcome} data-tone={tone}>
      <header>
        <i>{tone === 'bad' ? <CloseIcon /> : <CheckIcon />}</i>
        <strong>{t(`verify.verdict.${verdict.outcome}`)}</strong>
        <p>{t(`verify.explain.${verdict.outcome}`)}</p>
      </header>
      <Problems verdict={verdict} />
      <Claims name={name} verdict={verdict} />
    </section>
  );
}

function Problems({ verdict }: { verdict: PackageVerdict }) {
  const { t } = useTranslation();
  const { shown, more } = saidProblems(verdict);
  if (shown.length === 0) return null;
  return (
    <div className={styles.problems}>
      <h2>{t('verify.problems', { n: grouped(shown.length + more) })}</h2>
      <ul>
        {shown.map(({ path, problems }) => (
          <li key={path} data-problem-path={path} data-problem={problems.join(' ')}>
            <code>{path}</code>
            <span>{problems.map((problem) => t(`verify.problem.${problem}`)).join(t('common.list'))}</span>
          </li>
        ))}
      </ul>
      {more === 0 ? null : <p>{t('verify.moreProblems', { n: grouped(more) })}</p>}
    </div>
  );
}

/** What the package says of itself. */
function Claims({ name, verdict }: { name: string; verdict: PackageVerdict }) {
  const { t } = useTranslation();
  const { manifest, fingerprint } = verdict;
  return (
    <div className={styles.claims}>
      {manifest !== null && toneOf(verdict.outcome) === 'bad' ? <p>{t('verify.claimed')}</p> : null}
      <Facts
        facts={[
          [t('verify.file'), name],
          ...(manifest === null
            ? []
            : ([
                [t('verify.unit'), manifest.unit.name],
                [t('verify.period'), <span className="number">{reportPeriod(manifest.period)}</span>],
                [
                  t('verify.madeBy'),
                  t('verify.madeByWords', { ...manifest.madeBy, time: reportTime(manifest.madeAt) }),
                ],
                [t('verify.reason'), manifest.reason],
                [t('verify.files'), <span className="number">{grouped(manifest.files.length)}</span>],
                [
                  t('packages.remarks'),
                  manifest.remarks.map((remark) => t(`packages.remark.${remark}`)).join(t('common.list')),
                ],
              ] as const)),
          [
            t('verify.key'),
            fingerprint === null ? (
              ''
            ) : (
              <span className={styles.fingerprint}>
                <code data-fingerprint={fingerprint}>{groupedFingerprint(fingerprint)}</code>
                <CopyText name="fingerprint" text={fingerprint} />
              </span>
            ),
          ],
        ]}
      />
    </div>
  );
}
