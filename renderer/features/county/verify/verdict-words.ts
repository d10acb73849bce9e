/** What is said of a verdict. Pure. */
import type { PackageProblem, PackageVerdict } from '#contract/package-verify.ts';

/** As many as anybody reads; the rest is counted. */
const mostShown = 200;

export interface SaidProblem {
  path: string;
  problems: PackageProblem['problem'][];
}

/** By file, in the order in which they were found; one that is wrong in two ways stands once. */
export function saidProblems({ problems }: Pick<PackageVerdict, 'problems'>): { shown: SaidProblem[]; more: number } {
  const byPath = new Map<string, PackageProblem['problem'][]>();
  for (const { path, problem } of problems) {
    const known = byPath.get(path) ?? [];
    if (!known.includes(problem)) byPath.set(path, [...known, problem]);
  }
  const all = [...byPath].map(([path, found]) => ({ path, problems: found }));
  return { shown: all.slice(0, mostShown), more: Math.max(0, all.length - mostShown) };
}

export type Tone = 'good' | 'unknown' | 'bad';

/** Green only for what is whole and of the key that was given. */
export function toneOf(outcome: PackageVerdict['outcome']): Tone {
  switch (outcome) {
    case 'good':
      return 'good';
    case 'good-unknown-key':
      return 'unknown';
    case 'changed':
    case 'unreadable':
      return 'bad';
  }
}

/** In groups of eight, as it is read aloud over the phone. */
export function groupedFingerprint(fingerprint: string): string {
  return (fingerprint.match(/.{1,8}/g) ?? []).join(' ');
}
