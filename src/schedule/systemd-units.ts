import { describeJob, hashComments, timeText, type NightlyJob } from './nightly-job.js';

export const SYSTEMD_SERVICE = 'oai-nightly.service';
export const SYSTEMD_TIMER = 'oai-nightly.timer';

/** The two units of a user's systemd, by file name. Source: systemd.service(5), systemd.timer(5), systemd.syntax(7). */
export function systemdUnits(job: NightlyJob): Record<string, string> {
  const { at, environmentFile } = job;
  const service = [
    hashComments([
      ...describeJob(job, 'systemd', 'local time of this machine'),
      `Log: journalctl --user -u ${SYSTEMD_SERVICE}. Nothing is written while all is well.`,
      'It runs while you are logged out only after: loginctl enable-linger',
    ]),
    '[Unit]\nDescription=oai: nightly crawl of the Hugging Face Hub\n\n',
    '[Service]\nType=oneshot\n',
    '# A line HF_TOKEN=... in this file, readable by you alone; without it at half the speed.\n',
    `EnvironmentFile=-${environmentFile.replaceAll('%', '%%')}\n`,
    `ExecStart=${execStart(job.command)}\n`,
    '# Stopped by somebody, after the last page was stored: not a failure.\n',
    'SuccessExitStatus=129 130 143\n',
  ];
  const timer = [
    `[Unit]\nDescription=oai: every night at ${timeText(at)}\n\n`,
    `[Timer]\nOnCalendar=*-*-* ${timeText(at)}:00\n`,
    '# After a night without power, at the next start.\n',
    'Persistent=true\n\n',
    '[Install]\nWantedBy=timers.target\n',
  ];
  return { [SYSTEMD_SERVICE]: service.join(''), [SYSTEMD_TIMER]: timer.join('') };
}

function execStart(command: readonly string[]): string {
  const [program = '', ...args] = command;
  // systemd refuses these characters in the program's own path, in any quoting; variables are not expanded there.
  const [path, rest] = /["'\\]/.test(program) ? ['/usr/bin/env', command] : [program, args];
  return [quote(path), ...rest.map((word) => quote(word).replaceAll('$', '$$$$'))].join(' ');
}

function quote(word: string): string {
  const escaped = word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%');
  return /^[\w@+=:,./%$-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}
