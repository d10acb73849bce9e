/**
 * `npm run verify-package -- FILE [--fingerprint HEX]`: checks a package anywhere, naming what was changed.
 * Exit codes: 0 good, 1 changed, 2 unreadable, or bad arguments.
 */
import { parseArgs } from 'node:util';
import { readFingerprint, verifyPackage } from '#contract/package-verify.ts';
import type { PackageVerdict } from '#contract/package-verify.ts';
import { openPackageFile } from './package-source.ts';
import { packageWords, safeText } from './verify-words.ts';

const words = packageWords(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || localeOfThisMachine());
const exitCodes = { good: 0, 'good-unknown-key': 0, changed: 1, unreadable: 2 } as const;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  if (asked === null) {
    process.stderr.write(`${words.usage}\n`);
    return 2;
  }
  try {
    const source = await openPackageFile(asked.file);
    const verdict = await verifyPackage(source, asked);
    await source.close();
    tell(verdict);
    return exitCodes[verdict.outcome];
  } catch (error) {
    process.stderr.write(
      `${words.outcome.unreadable}\n${safeText(error instanceof Error ? error.message : String(error))}\n`,
    );
    return 2;
  }
}

function readArguments(args: readonly string[]): { file: string; fingerprint: string | null } | null {
  try {
    const { values, positionals } = parseArgs({
      ...{ args: [...args], allowPositionals: true, options: { fingerprint: { type: 'string' } } },
    });
    const [file] = positionals;
    const fingerprint = values.fingerprint === undefined ? null : readFingerprint(values.fingerprint);
    if (file === undefined || positionals.length > 1) return null;
    return values.fingerprint !== undefined && fingerprint === null ? null : { file, fingerprint };
  } catch {
    return null; // an option nobody knows
  }
}

function tell({ outcome, problems, manifest, fingerprint }: PackageVerdict): void {
  const lines = [words.outcome[outcome]];
  for (const { path, problem } of problems) lines.push(`  ${words.problem[problem]}  ${safeText(path)}`);
  if (manifest !== null) {
    const { unit, period, madeAt, madeBy, files } = manifest;
    lines.push(
      `${words.unit} ${safeText(unit.name)}`,
      `${words.period} ${period.from} – ${period.to}`,
      `${words.made} ${madeAt} ${safeText(madeBy.name)} (${safeText(madeBy.account)})`,
      `${words.files} ${files.length}`,
    );
  }
  if (fingerprint !== null) lines.push(`${words.key} ${fingerprint}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function localeOfThisMachine(): string {
  return Intl.DateTimeFormat().resolvedOptions().locale;
}
