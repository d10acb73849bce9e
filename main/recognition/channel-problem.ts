/** Why a source of events is not being listened to, told apart so that a guard's screen can say what to do. */
import type { ChannelProblem } from '#contract/recognition.ts';

export class ChannelFailure extends Error {
  readonly problem: ChannelProblem;

  constructor(problem: ChannelProblem, detail: string, options: { cause?: unknown } = {}) {
    super(tidy(detail), options);
    this.name = 'ChannelFailure';
    this.problem = problem;
  }
}

/** What a device wrote goes into a log line: short, and without control characters. */
export function tidy(text: string, maxLength = 200): string {
  return text
    .slice(0, maxLength * 4)
    .replace(/[\x00-\x1f\x7f]+/g, ' ')
    .trim()
    .slice(0, maxLength);
}
