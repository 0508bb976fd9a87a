import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { SYSTEMD_SERVICE, SYSTEMD_TIMER, systemdUnits } from '../schedule/systemd-units.js';
import type { InstalledSchedule, ScheduleChange } from './installed-schedule.js';
import { runTool } from './run-tool.js';

const RELOAD = ['daemon-reload'];
const ENABLE = ['enable', '--now', SYSTEMD_TIMER];
const DISABLE = ['disable', '--now', SYSTEMD_TIMER];

/** The job as a timer of this user's systemd. */
export const systemdSchedule: InstalledSchedule = {
  find: () => {
    if (!existsSync(unitFile(SYSTEMD_TIMER))) return undefined;
    const where = `in ${unitFile(SYSTEMD_TIMER)}`;
    const { status, complaint, stdout } = runTool('systemctl', ['--user', 'is-enabled', SYSTEMD_TIMER]);
    if (status === 0) return { where };
    const why = `systemd does not run it: ${complaint || stdout.trim()}`;
    return { where, problem: { why, mend: shown(ENABLE) } };
  },
  install: (job) => {
    const units = systemdUnits(job);
    try {
      mkdirSync(unitFolder(), { recursive: true });
      for (const [name, text] of Object.entries(units)) writeFileSync(unitFile(name), text);
    } catch (error) {
      throw unitError(error);
    }
    return afterwards(`Written: ${Object.keys(units).map(unitFile).join(', ')}.`, [RELOAD, ENABLE]);
  },
  uninstall: () => {
    const files = [SYSTEMD_SERVICE, SYSTEMD_TIMER].map(unitFile);
    if (!files.some((file) => existsSync(file))) return { text: `Not in ${unitFolder()}; nothing changed.` };
    // Before its file is gone: systemd no longer knows how to disable it then.
    const disabled = afterwards(`Removed: ${files.join(', ')}.`, [DISABLE]);
    try {
      for (const file of files) rmSync(file, { force: true });
    } catch (error) {
      throw unitError(error);
    }
    return disabled.left === undefined ? afterwards(disabled.text, [RELOAD]) : disabled;
  },
};

/** Has systemd take notice; where it cannot, what was written stays and the commands are left to the user. */
function afterwards(text: string, commands: readonly (readonly string[])[]): ScheduleChange {
  for (const [index, command] of commands.entries()) {
    const { status, complaint } = runTool('systemctl', ['--user', ...command]);
    if (status === 0) continue;
    return { text, left: { why: complaint, commands: commands.slice(index).map(shown) } };
  }
  return { text };
}

function shown(command: readonly string[]): string {
  return `systemctl --user ${command.join(' ')}`;
}

function unitFolder(): string {
  return join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'systemd', 'user');
}

function unitFile(name: string): string {
  return join(unitFolder(), name);
}

function unitError(error: unknown): UsageError {
  return new UsageError(`The units in ${unitFolder()} cannot be changed.`, {
    why: error instanceof Error ? error.message : String(error),
    todo: 'Without --install they are printed.',
    cause: error,
  });
}
