import { homedir } from 'node:os';
import { join, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, type Command } from 'commander';
import { parseDuration } from '../../config/duration.js';
import { resolveSetting } from '../../config/settings.js';
import { UsageError } from '../../errors.js';
import { type SchedulerName, schedulers } from '../../schedule/index.js';
import { type NightlyJob, parseTimeOfDay, refuseControlCharacters } from '../../schedule/nightly-job.js';
import { version } from '../../version.js';
import { cronSchedule } from '../cron-schedule.js';
import { exitCodes } from '../exit-code.js';
import type { InstalledSchedule, ScheduleChange } from '../installed-schedule.js';
import { addTerminalOptions } from '../options.js';
import { systemdSchedule } from '../systemd-schedule.js';
import { openTerminal, type Terminal } from '../terminal.js';

const exitCodeMeanings = [
  [exitCodes.done, 'all is well'],
  [exitCodes.bug, 'a bug in oai: please report it'],
  [exitCodes.usage, 'the command, its configuration or the store cannot be used: oai doctor tells why'],
  [exitCodes.stoppedEarly, 'stopped early (time, network, disk): the next night goes on from there'],
  [exitCodes.locked, 'another oai is writing to the store: nothing was done'],
  [exitCodes.missingData, 'the store lacks what was asked'],
  [exitCodes.tokenRefused, 'the Hub refused the token: put a new one into the environment file'],
  [exitCodes.terminated, 'stopped by somebody, after the last page was stored (129 and 130 too)'],
] as const;

/** `npm install --global` in the official image of Node puts it there; the store is on the volume. */
const inContainer = {
  program: ['/usr/local/bin/node', '/usr/local/lib/node_modules/oai/bin/oai.js'],
  store: '/data/oai.db',
};

const installers: Partial<Record<SchedulerName, InstalledSchedule>> = {
  cron: cronSchedule,
  systemd: systemdSchedule,
};

interface ScheduleFlags {
  at: string;
  db?: string;
  maxTime: string;
  reports?: string;
  backup?: string;
  datasets?: boolean;
  spaces?: boolean;
  install?: boolean;
  uninstall?: boolean;
  quiet?: boolean;
  color?: boolean;
}

export function addScheduleCommand(program: Command): void {
  const command = program
    .command('schedule')
    .summary('run `oai nightly` every night: print or install the unit of a scheduler')
    .description(
      'Prints a commented unit that runs `oai nightly` every night: for cron, systemd and launchd at a local time of this ' +
        'machine, for GitHub Actions and Kubernetes in UTC. The token is neither read nor printed: the job takes HF_TOKEN ' +
        'from $XDG_CONFIG_HOME/oai/environment (GitHub and Kubernetes: from a secret).',
    )
    .addArgument(
      new Argument('<scheduler>', 'what starts the job').choices(Object.keys(schedulers) as SchedulerName[]),
    )
    .option('--at <time>', 'when to start, such as 02:30', '02:30')
    .option(
      '--db <file>',
      `the store (default: as everywhere; for kubernetes, in the container: ${inContainer.store})`,
    )
    .option('--max-time <duration>', 'when to stop; the next night goes on from there', '3h')
    .option('--reports <dir>', 'have each night write its reports there')
    .option('--backup <file>', 'have each night write a copy of the store there')
    .option('--datasets', 'have each night crawl the datasets too')
    .option('--spaces', 'have each night crawl the Spaces too')
    .option('--install', 'cron, systemd: put it in place for this user, instead of an older one of ours')
    .option('--uninstall', 'cron, systemd: take it away again');
  addTerminalOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  oai schedule cron                         print the lines of a crontab
  oai schedule cron --at 04:15 --install    put them into the crontab; nothing else in it changes
  oai schedule systemd --install            a timer of this user
  oai schedule cron --uninstall
  oai schedule kubernetes > oai.yaml        a CronJob and its volume

Exit codes: 0 done, 2 the time or a path cannot be used, or the scheduler refused.`,
    )
    .action((scheduler: SchedulerName, flags: ScheduleFlags) => {
      const terminal = openTerminal(process.env, flags);
      const installer = wantedInstaller(scheduler, flags);
      if (installer === undefined) {
        terminal.answer(schedulers[scheduler](nightlyJob(scheduler, flags)));
      } else if (flags.uninstall === true) {
        report(terminal, installer.uninstall());
      } else {
        const job = nightlyJob(scheduler, flags);
        report(terminal, installer.install(job));
        terminal.hint(`For a token: a line HF_TOKEN=... in ${job.environmentFile}, and chmod 600 on it`);
        terminal.hint('next: oai doctor');
      }
    });
}

function report(terminal: Terminal, { text, left }: ScheduleChange): void {
  terminal.answer(`${text}\n`);
  if (left === undefined) return;
  terminal.warning(`systemd does not know of it yet: ${left.why}`);
  for (const command of left.commands) terminal.warning(`type: ${command}`);
}

function wantedInstaller(
  scheduler: SchedulerName,
  { install, uninstall }: ScheduleFlags,
): InstalledSchedule | undefined {
  if (install === undefined && uninstall === undefined) return undefined;
  const flag = install === true ? '--install' : '--uninstall';
  if (install === true && uninstall === true) {
    throw new UsageError('--install and --uninstall contradict each other.', { todo: 'Give one of them.' });
  }
  const installer = installers[scheduler];
  if (installer !== undefined) return installer;
  throw new UsageError(`${flag} does not know ${scheduler}.`, {
    why: `It knows ${Object.keys(installers).join(' and ')}.`,
    todo: `\`oai schedule ${scheduler}\` prints the file; its first lines say where it belongs.`,
  });
}

function nightlyJob(scheduler: SchedulerName, flags: ScheduleFlags): NightlyJob {
  const contained = scheduler === 'kubernetes';
  const program = contained
    ? inContainer.program
    : [process.execPath, fileURLToPath(new URL('../../../bin/oai.js', import.meta.url))];
  const { env } = process;
  const absolute = (path: string): string => (contained ? posix.resolve('/', path) : resolve(path));
  const store = absolute(contained ? (flags.db ?? inContainer.store) : resolveSetting('db', flags.db, env));
  const job: NightlyJob = {
    command: [
      ...program,
      ...['nightly', '--db', store, '--max-time', flags.maxTime, '--quiet'],
      ...(flags.datasets === true ? ['--datasets'] : []),
      ...(flags.spaces === true ? ['--spaces'] : []),
      ...(flags.reports === undefined ? [] : ['--reports', absolute(flags.reports)]),
      ...(flags.backup === undefined ? [] : ['--backup', absolute(flags.backup)]),
    ],
    store,
    at: parseTimeOfDay(flags.at),
    maxTimeMs: parseDuration(flags.maxTime),
    environmentFile: join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'oai', 'environment'),
    logFile: join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'oai', 'nightly.log'),
    exitCodes: exitCodeMeanings,
    version,
  };
  refuseControlCharacters([...job.command, job.environmentFile, job.logFile]);
  return job;
}
