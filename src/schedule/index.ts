import { cronBlock } from './cron-block.js';
import { githubWorkflow } from './github-workflow.js';
import { kubernetesCronJob } from './kubernetes-cron-job.js';
import { launchdPlist } from './launchd-plist.js';
import type { NightlyJob } from './nightly-job.js';
import { systemdUnits } from './systemd-units.js';

/** Everything that can start the job, by its name on the command line. */
export const schedulers = {
  cron: cronBlock,
  systemd: (job) =>
    Object.entries(systemdUnits(job))
      .map(([file, unit]) => `# ${file}\n${unit}`)
      .join('\n'),
  launchd: launchdPlist,
  'github-actions': githubWorkflow,
  kubernetes: kubernetesCronJob,
} as const satisfies Record<string, (job: NightlyJob) => string>;

export type SchedulerName = keyof typeof schedulers;
