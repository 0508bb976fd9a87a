import type { NightlyJob } from '../schedule/nightly-job.js';

/** A scheduler of this machine that `oai` can put its job into, and find it in. */
export interface InstalledSchedule {
  /** Where the job is, in words; undefined when it is not there. */
  find: () => FoundSchedule | undefined;
  /** Both can be run again: the second time changes nothing. */
  install: (job: NightlyJob) => ScheduleChange;
  uninstall: () => ScheduleChange;
}

export interface FoundSchedule {
  where: string;
  /** Why it would not run, and the command that mends it. */
  problem?: { why: string; mend: string };
}

export interface ScheduleChange {
  /** What was done. */
  text: string;
  /** What is left to the user, and why. */
  left?: { why: string; commands: readonly string[] };
}
