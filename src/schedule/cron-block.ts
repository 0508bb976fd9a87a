import { UsageError } from '../errors.js';
import { describeJob, hashComments, type NightlyJob } from './nightly-job.js';
import { shellScript } from './shell-script.js';

const BEGIN = '# >>> oai nightly >>>';
const END = '# <<< oai nightly <<<';

/**
 * The job as lines of a user's crontab, between two marks.
 * @throws UsageError for a path with a backslash: implementations of cron disagree about it
 */
export function cronBlock(job: NightlyJob): string {
  const { at, command, environmentFile, logFile } = job;
  if ([...command, environmentFile, logFile].some((text) => text.includes('\\'))) {
    throw new UsageError('A crontab cannot hold a path with a backslash.', {
      why: 'Some implementations of cron drop it, others keep it.',
      todo: 'Move the file to a path without one, or use `oai schedule systemd`.',
    });
  }
  const comments = [
    ...describeJob(job, 'cron', 'local time of this machine'),
    `Token: a line HF_TOKEN=... in ${environmentFile}, readable by you alone; without it at half the speed.`,
    `Log: ${logFile}. Nothing is written while all is well.`,
  ];
  // An unescaped % ends the command (crontab(5)).
  const line = `${at.minute} ${at.hour} * * * ${shellScript(job).replaceAll('%', '\\%')}`;
  return `${BEGIN}\n${hashComments(comments)}${line}\n${END}\n`;
}

/** Our block in a crontab; `undefined` when there is none. @throws UsageError when it has no end */
export function findCronBlock(crontab: string): string | undefined {
  const start = crontab.startsWith(`${BEGIN}\n`) ? 0 : crontab.indexOf(`\n${BEGIN}\n`) + 1;
  if (start === 0 && !crontab.startsWith(`${BEGIN}\n`)) return undefined;
  const end = crontab.indexOf(`\n${END}\n`, start);
  if (end === -1) {
    throw new UsageError('The crontab holds the beginning of our block but not its end.', {
      why: `The line "${END}" is missing, so nothing says which lines are ours.`,
      todo: 'Remove the rest of the block with `crontab -e`, then run this command again.',
    });
  }
  return crontab.slice(start, end + `\n${END}\n`.length);
}

/** The crontab with `block` in place of our old one, else at its end; every other line stays as it is. */
export function withCronBlock(crontab: string, block: string): string {
  const old = findCronBlock(crontab);
  if (old !== undefined) return crontab.replace(old, () => block);
  return crontab === '' || crontab.endsWith('\n') ? crontab + block : `${crontab}\n${block}`;
}

export function withoutCronBlock(crontab: string): string {
  return crontab.replace(findCronBlock(crontab) ?? '', '');
}
