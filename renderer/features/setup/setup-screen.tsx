import { Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnitField } from '#contract/access.ts';
import { queryKey } from '../../api/query-client.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { errorWords } from '../console/error-words.ts';
import { MediaProvider } from '../console/media-provider.tsx';
import { CameraForm } from '../devices/camera-form.tsx';
import { ThresholdFrame } from '../sign-in/threshold-frame.tsx';
import { AdminStep, UnitStep } from './setup-steps.tsx';
import type { AdminDraft } from './setup-steps.tsx';
import styles from './setup-screen.module.css';
import { SimulatedSite } from './simulated-site.tsx';

const steps = ['unit', 'admin', 'camera'] as const;
type Step = (typeof steps)[number];

export interface UnitDraft {
  name: string;
  field: UnitField;
  viidId: string;
  keyTarget: boolean;
}

/** First run: whose station this is, who looks after it, and the first picture. Or a look at the simulated site. */
export function SetupScreen({ simulatedSiteOffered }: { simulatedSiteOffered: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [step, setStep] = useState<Step>('unit');
  const [unit, setUnit] = useState<UnitDraft>({ name: '', field: 'education', viidId: '', keyTarget: false });
  const [simulating, setSimulating] = useState(false);
  // The session is looked at again only once the wizard is done: until then the door stays here.
  const begin = useApiMutation('setup.begin');
  const enter = (): void => void queries.invalidateQueries({ queryKey: queryKey('session.current') });
  const create = (admin: AdminDraft): void => {
    const viidId = unit.viidId.trim();
    begin.mutate(
      { unit: { ...unit, name: unit.name.trim(), viidId: viidId === '' ? null : viidId }, admin },
      { onSuccess: () => setStep('camera') },
    );
  };
  if (simulating) return <SimulatedSite onBack={() => setSimulating(false)} />;
  return (
    <ThresholdFrame wide>
      <div className={styles.setup} data-step={step}>
        <header>
          <h1>{t('setup.welcome')}</h1>
          <p>{t('setup.welcomeWords')}</p>
          <ol className={styles.steps}>
            {steps.map((each, index) => (
              <li key={each} aria-current={each === step ? 'step' : undefined} data-done={index < steps.indexOf(step)}>
                <b>{index + 1}</b> {t(`setup.steps.${each}`)}
              </li>
            ))}
          </ol>
        </header>
        <section className={styles.card}>
          {step === 'unit' ? (
            <UnitStep unit={unit} onChange={setUnit} onNext={() => setStep('admin')} />
          ) : step === 'admin' ? (
            <AdminStep
              busy={begin.isPending}
              failure={begin.isError ? errorWords(begin.error, t) : null}
              onBack={() => setStep('unit')}
              onCreate={create}
            />
          ) : (
            <MediaProvider>
              <h2>{t('setup.cameraTitle')}</h2>
              <p className={styles.lead}>{t('setup.cameraWords')}</p>
              <CameraForm changing={null} saveWords={t('setup.finish')} onSaved={enter}>
                <Button size="large" type="text" onClick={enter}>
                  {t('setup.skip')}
                </Button>
              </CameraForm>
            </MediaProvider>
          )}
        </section>
        {simulatedSiteOffered && step === 'unit' ? (
          <section className={styles.other}>
            <div>
              <strong>{t('setup.or')}</strong>
              <p>{t('setup.simulatedWords')}</p>
            </div>
            <Button size="large" onClick={() => setSimulating(true)}>
              {t('setup.simulated')}
            </Button>
          </section>
        ) : null}
      </div>
    </ThresholdFrame>
  );
}
