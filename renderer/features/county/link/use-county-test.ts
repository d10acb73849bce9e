import { useState } from 'react';
import type { CountyTest } from '#contract/county.ts';
import { useApiMutation } from '../../../api/use-api.ts';
import { useConsoleParts } from '../../console/console-parts.tsx';

export type TestCourse =
  | { state: 'none' }
  | { state: 'running'; sinceMs: number }
  | { state: 'answered'; test: CountyTest; atMs: number }
  /** The station itself did not do it. */
  | { state: 'broken'; error: unknown; atMs: number };

/** The marked test of one destination, from the press to its answer. */
export function useCountyTest(destination: string): { course: TestCourse; send: () => void } {
  const { time } = useConsoleParts();
  const test = useApiMutation('county.test', { refreshes: ['county.outbox'] });
  const [course, setCourse] = useState<TestCourse>({ state: 'none' });
  return {
    course,
    send() {
      if (course.state === 'running') return;
      setCourse({ state: 'running', sinceMs: time.nowMs() });
      // Not with the call's own callbacks: they are dropped with the card, and another card's press must not drop them.
      void test.mutateAsync({ destination }).then(
        (answer) => setCourse({ state: 'answered', test: answer, atMs: time.nowMs() }),
        (error: unknown) => setCourse({ state: 'broken', error, atMs: time.nowMs() }),
      );
    },
  };
}
