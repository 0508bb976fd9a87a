import { UsageError } from '../errors.js';
import { cronBlock, findCronBlock, withCronBlock, withoutCronBlock } from '../schedule/cron-block.js';
import type { InstalledSchedule } from './installed-schedule.js';
import { runTool, type ToolAnswer } from './run-tool.js';

/** The job in the crontab of this user. Every line but ours is kept byte for byte. */
export const cronSchedule: InstalledSchedule = {
  find: () => {
    const crontab = readCrontab();
    const found = typeof crontab === 'string' && findCronBlock(crontab) !== undefined;
    return found ? { where: 'in the crontab' } : undefined;
  },
  install: (job) => {
    const block = Buffer.from(cronBlock(job)).toString('latin1');
    const changed = replaceCrontab((crontab) => withCronBlock(crontab, block));
    return {
      text: changed
        ? 'Installed in the crontab; `crontab -l` shows it.'
        : 'Already in the crontab; nothing changed.',
    };
  },
  uninstall: () => ({
    text: replaceCrontab(withoutCronBlock)
      ? 'Removed from the crontab.'
      : 'Not in the crontab; nothing changed.',
  }),
};

/** False when there was nothing to change. */
function replaceCrontab(change: (crontab: string) => string): boolean {
  const before = readCrontab();
  if (typeof before !== 'string') throw crontabError(before);
  const after = change(before);
  if (after === before) return false;
  const answer = runTool('crontab', ['-'], after);
  if (answer.status !== 0) throw crontabError(answer);
  return true;
}

/** The crontab, one character a byte, empty when there is none; the answer of `crontab` when that cannot be told. */
function readCrontab(): string | ToolAnswer {
  const answer = runTool('crontab', ['-l']);
  if (answer.status === 0) return answer.stdout;
  // Nothing but its text tells "none yet" from "not now", and to take one for the other would lose the user's lines.
  return /no crontab for|can't open .*: No such file/.test(answer.complaint) ? '' : answer;
}

function crontabError({ missing, complaint }: ToolAnswer): UsageError {
  return new UsageError('The crontab was not changed.', {
    why: complaint,
    todo: missing
      ? 'Install cron (on Debian: apt-get install cron), or use `oai schedule systemd --install`.'
      : 'Without --install the lines are printed, for `crontab -e`.',
  });
}
