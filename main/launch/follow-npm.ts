/**
 * npm runs a script inside a shell and passes a SIGTERM to that shell only: the program would live on, unseen, and keep
 * its data directory locked. So a program run by npm ends when its shell has gone. Where it was not npm, nothing happens.
 */
export function endWithNpm(): void {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const shell = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(look);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  look.unref();
}
