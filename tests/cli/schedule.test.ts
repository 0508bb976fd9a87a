import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { schedulers, type SchedulerName } from '../../src/schedule/index.js';
import type { NightlyJob } from '../../src/schedule/nightly-job.js';
import { shellScript } from '../../src/schedule/shell-script.js';
import { oai } from '../support/cli.js';
import { findTool, pythonReader, throwAwayCrontab } from '../support/system-tool.js';
import { tempFolder } from '../support/temp.js';

const names = Object.keys(schedulers) as SchedulerName[];
const bin = fileURLToPath(new URL('../../bin/oai.js', import.meta.url));
const path = process.env['PATH'] ?? '';
const ODD = `a b%%$HOME \${{ x }} $(y) 'q' "d" & <é>`;
const schedule = (args: readonly string[], env: Record<string, string> = {}) =>
  oai(['schedule', ...args], env);

/** A job that writes its arguments and the length of its token to a file, in folders with odd names, and exits with 3. */
function oddJob(): { job: NightlyJob; record: string } {
  const folder = join(tempFolder(), ODD);
  mkdirSync(folder);
  const record = join(folder, 'record.json');
  const program = join(folder, 'program.cjs');
  writeFileSync(
    program,
    `const { writeFileSync } = require('node:fs');
     const [, , file, ...args] = process.argv;
     writeFileSync(file, JSON.stringify({ args, tokenLength: (process.env.HF_TOKEN ?? '').length }));
     process.stdout.write('a word\\n');
     process.exitCode = 3;`,
  );
  writeFileSync(join(folder, 'environment'), '# comment\nHF_TOKEN=hf_1234567\n', { mode: 0o600 });
  const job: NightlyJob = {
    command: [process.execPath, program, record, '--db', join(folder, 'oai.db'), ''],
    store: join(folder, 'oai.db'),
    at: { hour: 4, minute: 5 },
    maxTimeMs: 5_400_000,
    environmentFile: join(folder, 'environment'),
    logFile: join(folder, 'logs', 'nightly.log'),
    exitCodes: [[0, 'done']],
    version: '9.9.9',
  };
  return { job, record };
}

/** Runs a line as cron or launchd would, and checks that the job was called as it should. */
function expectToRun(script: string, { job, record }: ReturnType<typeof oddJob>): void {
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', script], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin' },
  });
  expect(stdout + stderr).toBe('');
  expect(JSON.parse(readFileSync(record, 'utf8'))).toEqual({ args: job.command.slice(3), tokenLength: 10 });
  expect(readFileSync(job.logFile, 'utf8')).toMatch(/^a word\nexit code 3 on \w.*\d\n$/);
}

describe('oai schedule', () => {
  it.each(names)(
    'prints %s with absolute paths, the time, the exit codes and never a token',
    async (name) => {
      const home = tempFolder();
      mkdirSync(join(home, '.config', 'oai'), { recursive: true });
      writeFileSync(join(home, '.config', 'oai', 'environment'), 'HF_TOKEN=hf_inTheFile\n');
      const { code, stdout, stderr } = await schedule([name, '--at', '4:05', '--max-time', '90m'], {
        HOME: home,
        HF_TOKEN: 'hf_inTheEnvironment',
      });
      expect(code).toBe(0);
      expect(stderr).toBe('');
      expect(stdout).not.toMatch(/hf_/);
      expect(stdout).toContain('HF_TOKEN');
      expect(stdout).toMatch(/Every night at 04:05, (local time of this machine|UTC)/);
      expect(stdout).toMatch(/Exit codes:\n.* 0 {2}all is well\n/);
      expect(stdout).toMatch(/ 6 {2}the Hub refused the token/);
      expect(stdout).toMatch(/--max-time["\s-]+90m/);
      if (name === 'kubernetes') {
        expect(stdout).toContain('/usr/local/lib/node_modules/oai/bin/oai.js');
        expect(stdout).not.toContain(bin);
      } else {
        expect(stdout).toContain(`${process.execPath} ${bin} nightly --db ${home}/.local/share/oai/oai.db`);
      }
    },
  );

  it('says UTC for the schedulers that run elsewhere, local time for those of this machine', async () => {
    const zones = await Promise.all(
      names.map(async (name) => [name, (await schedule([name])).stdout.includes('02:30, UTC')]),
    );
    expect(Object.fromEntries(zones)).toEqual({
      cron: false,
      systemd: false,
      launchd: false,
      'github-actions': true,
      kubernetes: true,
    });
  });

  it('makes the store, the reports and the backup absolute', async () => {
    const { stdout } = await schedule(['cron', '--db', 'x.db', '--reports', 'out', '--backup', '/b.db']);
    const here = process.cwd();
    expect(stdout).toContain(`--db ${here}/x.db --max-time 3h --quiet --reports ${here}/out --backup /b.db`);
  });

  it.each([
    [['cron', '--at', '24:00'], /not a time of day/],
    [['cron', '--at', '2:5'], /not a time of day/],
    [['systemd', '--at', 'noon'], /not a time of day/],
    [['cron', '--max-time', 'long'], /not a duration/],
    [['cron', '--db', 'a\nb'], /control character/],
    [['cron', '--db', 'a\\b'], /backslash/],
    [['kubernetes', '--install'], /--install does not know kubernetes/],
    [['launchd', '--uninstall'], /--uninstall does not know launchd/],
    [['cron', '--install', '--uninstall'], /contradict/],
    [['anacron'], /Allowed choices are cron, systemd/],
    [[], /missing required argument/],
  ])('exits 2 on %j', async (args, message) => {
    const { code, stdout, stderr } = await schedule(args, { PATH: tempFolder() });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });
});

describe('the line of a crontab', () => {
  it('runs the job with every odd path and logs a failure, as cron reads it', () => {
    const odd = oddJob();
    const block = schedulers.cron(odd.job);
    const [line = ''] = block.split('\n').filter((each) => each !== '' && !each.startsWith('#'));
    expect(line).toMatch(/^5 4 \* \* \* mkdir -p /);
    const command = line.replace(/^(\S+ ){5}/, '');
    expect(command).not.toMatch(/(?<!\\)%/);
    expectToRun(command.replaceAll('\\%', '%'), odd);
  });

  it('runs without an environment file', () => {
    const { job, record } = oddJob();
    spawnSync('/bin/sh', ['-c', shellScript({ ...job, environmentFile: '/nonexistent/environment' })]);
    expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({ tokenLength: 0 });
  });
});

describe('oai schedule cron --install', () => {
  const explains = async () => {
    const { code, stdout, stderr } = await schedule(['cron', '--install'], { PATH: tempFolder() });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/there is no crontab here\n.*Install cron/);
  };
  it('explains what to install where cron is missing', explains);

  const folder = throwAwayCrontab();
  if (folder === undefined) {
    it('is not tried with the real crontab: that takes cron and root; it explains what is missing', explains);
    return;
  }
  const env = { PATH: [folder, path].join(delimiter), HOME: '/srv/of me' };
  const crontab = (args: string[], input?: Buffer) => spawnSync(join(folder, 'crontab'), args, { input });
  const current = () => crontab(['-l']).stdout;
  const others = Buffer.from('# mine: caf\u00e9\nMAILTO=""\n\n5 0 * * *\t/bin/true \\% x\n', 'latin1');

  it('begins with no crontab at all, and ends with an empty one', async () => {
    expect((await schedule(['cron', '--uninstall'], env)).stdout).toMatch(/nothing changed/);
    const { code, stdout, stderr } = await schedule(['cron', '--install'], env);
    expect(stdout).toBe('Installed in the crontab; `crontab -l` shows it.\n');
    expect(stderr).toContain('/srv/of me/.config/oai/environment');
    expect(code).toBe(0);
    expect(current().toString()).toBe((await schedule(['cron'], env)).stdout);
    await schedule(['cron', '--uninstall'], env);
    expect(current().toString()).toBe('');
  });

  it('keeps every other line byte for byte, replaces its own and takes it away again', async () => {
    const after = Buffer.from('0 1 * * * echo caf\u00e9\n', 'latin1');
    crontab(['-'], others);
    await schedule(['cron', '--install', '--db', '/data/100% \u00e9.db'], env);
    const block = (await schedule(['cron', '--db', '/data/100% \u00e9.db'], env)).stdout;
    expect(current().equals(Buffer.concat([others, Buffer.from(block)]))).toBe(true);
    expect(block).toContain("--db '/data/100\\% \u00e9.db'");

    crontab(['-'], Buffer.concat([current(), after]));
    expect((await schedule(['cron', '--install', '--db', '/data/100% \u00e9.db'], env)).stdout).toMatch(
      /nothing changed/,
    );
    await schedule(['cron', '--install', '--at', '23:59'], env);
    const moved = (await schedule(['cron', '--at', '23:59'], env)).stdout;
    expect(moved).toMatch(/^59 23 \* \* \* /m);
    expect(current().equals(Buffer.concat([others, Buffer.from(moved), after]))).toBe(true);

    expect((await schedule(['cron', '--uninstall'], env)).stdout).toBe('Removed from the crontab.\n');
    expect(current().equals(Buffer.concat([others, after]))).toBe(true);
  });

  it('leaves a block without an end to its owner', async () => {
    const broken = Buffer.from('# >>> oai nightly >>>\n1 1 * * * true\n');
    crontab(['-'], broken);
    const { code, stderr } = await schedule(['cron', '--install'], env);
    expect(code).toBe(2);
    expect(stderr).toMatch(/not its end/);
    expect(current().equals(broken)).toBe(true);
  });

  it('says what crontab says when it refuses, and changes nothing', async () => {
    crontab(['-'], others);
    const { code, stderr } = await schedule(['cron', '--install', '--db', `/${'x'.repeat(1200)}`], env);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /The crontab was not changed\.\n {2}why: .*(too long|bad command|errors in crontab)/,
    );
    expect(current().equals(others)).toBe(true);
  });
});

describe('oai schedule systemd --install', () => {
  const units = ['oai-nightly.service', 'oai-nightly.timer'];

  it('writes the units and says what to type where systemd cannot be asked; twice is once', async () => {
    const config = tempFolder();
    const env = { XDG_CONFIG_HOME: config, PATH: tempFolder() };
    for (const at of ['02:30', '03:45', '03:45']) {
      const { code, stdout, stderr } = await schedule(['systemd', '--install', '--at', at], env);
      expect(code).toBe(0);
      expect(stdout).toContain(join(config, 'systemd', 'user', 'oai-nightly.timer'));
      expect(stderr).toMatch(/warning: .*there is no systemctl here/);
      expect(stderr).toMatch(/type: systemctl --user daemon-reload\n/);
      expect(stderr).toMatch(/type: systemctl --user enable --now oai-nightly\.timer\n/);
    }
    const folder = join(config, 'systemd', 'user');
    expect(readdirSync(folder).sort()).toEqual(units);
    const written = units.map((unit) => `# ${unit}\n${readFileSync(join(folder, unit), 'utf8')}`).join('\n');
    expect(written).toBe((await schedule(['systemd', '--at', '03:45'], env)).stdout);
    expect(written).toContain('OnCalendar=*-*-* 03:45:00');

    const removed = await schedule(['systemd', '--uninstall'], env);
    expect(removed.code).toBe(0);
    expect(removed.stderr).toMatch(/type: systemctl --user disable --now oai-nightly\.timer\n/);
    expect(units.some((unit) => existsSync(join(folder, unit)))).toBe(false);
    expect((await schedule(['systemd', '--uninstall'], env)).stdout).toMatch(/nothing changed/);
  });

  it('tells systemd to reload and to enable, then to disable and to reload', async () => {
    const [tools, config] = [tempFolder(), tempFolder()];
    const log = join(tools, 'log');
    writeFileSync(join(tools, 'systemctl'), `#!/bin/sh\necho "$@" >> ${log}\n`, { mode: 0o755 });
    const env = { XDG_CONFIG_HOME: config, PATH: tools };
    expect((await schedule(['systemd', '--install', '--quiet'], env)).stderr).toBe('');
    await schedule(['systemd', '--uninstall'], env);
    expect(readFileSync(log, 'utf8').split('\n')).toEqual([
      '--user daemon-reload',
      '--user enable --now oai-nightly.timer',
      '--user disable --now oai-nightly.timer',
      '--user daemon-reload',
      '',
    ]);
  });

  it('quotes for systemd: percent signs, dollars, quotes and spaces', () => {
    const { job } = oddJob();
    const text = schedulers.systemd({
      ...job,
      command: ['/n/no de%', `a'"$ %\\`, ''],
      environmentFile: '/e %/x',
    });
    expect(text).toContain(`ExecStart="/n/no de%%" "a'\\"$$ %%\\\\" ""\n`);
    expect(text).toContain('EnvironmentFile=-/e %%/x\n');
    expect(schedulers.systemd({ ...job, command: ["/o'n/node", 'x'] })).toContain(
      `ExecStart=/usr/bin/env "/o'n/node" x\n`,
    );
  });

  const analyze = findTool('systemd-analyze');
  const verify = (folder: string) => {
    const files = units.map((unit) => join(folder, unit));
    const { status, stderr } = spawnSync(analyze ?? '', ['verify', '--user', ...files], {
      encoding: 'utf8',
      env: { PATH: path, HOME: folder, XDG_RUNTIME_DIR: folder },
    });
    return { status, said: stderr.split('\n').filter((line) => line.includes('oai-nightly')) };
  };
  if (analyze === undefined) {
    it('is not verified by systemd, which is not here, but the units have their sections', async () => {
      expect((await schedule(['systemd'])).stdout.match(/^\[\w+\]$/gm)).toEqual([
        '[Unit]',
        '[Service]',
        '[Unit]',
        '[Timer]',
        '[Install]',
      ]);
    });
    return;
  }

  it('writes units that systemd-analyze verifies', async () => {
    const config = tempFolder();
    const home = join(config, 'my %h o\'m"e');
    await schedule(['systemd', '--install'], { XDG_CONFIG_HOME: config, HOME: home, PATH: tempFolder() });
    expect(verify(join(config, 'systemd', 'user'))).toEqual({ status: 0, said: [] });
  });

  it('quotes the program so that systemd finds it, and says so when it is not there', () => {
    const { job } = oddJob();
    const folder = join(tempFolder(), 'my $HOME %h');
    mkdirSync(folder);
    const write = (program: string) => {
      const parts = schedulers.systemd({ ...job, command: [program, 'x'] }).split('\n# oai-nightly.timer\n');
      parts.forEach((text, index) => writeFileSync(join(folder, units[index] ?? ''), text));
    };
    writeFileSync(join(folder, 'node'), '#!/bin/sh\n', { mode: 0o755 });
    write(join(folder, 'node'));
    expect(verify(folder)).toEqual({ status: 0, said: [] });
    write(join(folder, 'nobody'));
    expect(verify(folder).said.join()).toMatch(/not executable/);
  });
});

describe('the property list of launchd', () => {
  it('has comments without a double hyphen, which would end them early', async () => {
    const { stdout } = await schedule(['launchd']);
    expect(/<!--(.*?)-->/s.exec(stdout)?.[1]).not.toContain('--');
  });

  const read = pythonReader('plistlib');
  it(
    read === undefined
      ? 'is not read by plistlib, which is not here, but escapes what XML needs'
      : 'is read as the job, which runs with every odd path',
    () => {
      const odd = oddJob();
      const text = schedulers.launchd(odd.job);
      expect(text).toContain('&lt;é&gt;');
      if (read === undefined) return;
      const list = read(text) as { ProgramArguments: string[] };
      expect(list).toMatchObject({
        Label: 'oai.nightly',
        StartCalendarInterval: { Hour: 4, Minute: 5 },
        ProgramArguments: ['/bin/sh', '-c', shellScript(odd.job)],
      });
      expectToRun(list.ProgramArguments[2] ?? '', odd);
    },
  );
});

describe('the YAML of GitHub Actions and Kubernetes', () => {
  const read = pythonReader('yaml');
  if (read === undefined) {
    it('is not read by PyYAML, which is not here, but quotes its commands as JSON, which YAML contains', () => {
      const { job } = oddJob();
      const run = /^ +run: (.*)$/m.exec(schedulers['github-actions'](job))?.[1] ?? '';
      expect(JSON.parse(run)).toContain(process.execPath);
    });
    return;
  }

  it('makes a workflow whose command is the job and whose token is a secret', () => {
    const { job } = oddJob();
    const [workflow] = read(schedulers['github-actions'](job)) as [
      { true: unknown; jobs: { nightly: { steps: { run: string; env: unknown }[] } } },
    ];
    // YAML 1.1 reads the key `on` as true.
    expect(workflow.true).toEqual({ schedule: [{ cron: '5 4 * * *' }], workflow_dispatch: null });
    expect(workflow.jobs.nightly).toMatchObject({ 'runs-on': 'self-hosted', 'timeout-minutes': 150 });
    const [step] = workflow.jobs.nightly.steps;
    expect(step?.env).toEqual({ HF_TOKEN: '${{ secrets.HF_TOKEN }}' });
    // What GitHub makes of the expression; no other is left in it.
    const evaluated = step?.run.replaceAll("${{ '${{' }}", '${{') ?? '';
    const words = spawnSync('/bin/sh', ['-c', `for word in ${evaluated}; do printf '%s\\0' "$word"; done`]);
    expect(words.stdout.toString().split('\0').slice(0, -1)).toEqual(job.command);
    expect(step?.run.match(/\$\{\{/g)).toHaveLength(2 * (evaluated.match(/\$\{\{/g) ?? []).length);
  });

  it('makes a volume and a CronJob in UTC that takes the token from a secret', () => {
    const { job } = oddJob();
    const [volume, cronJob] = read(schedulers.kubernetes({ ...job, store: '/data/oai.db' })) as [
      { kind: string },
      { spec: { jobTemplate: { spec: { template: { spec: { containers: { command: string[] }[] } } } } } },
    ];
    expect(volume.kind).toBe('PersistentVolumeClaim');
    expect(cronJob).toMatchObject({
      kind: 'CronJob',
      spec: { schedule: '5 4 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' },
    });
    const [container] = cronJob.spec.jobTemplate.spec.template.spec.containers;
    expect(container).toMatchObject({
      env: [
        { name: 'HF_TOKEN', valueFrom: { secretKeyRef: { name: 'oai', key: 'HF_TOKEN', optional: true } } },
      ],
      volumeMounts: [{ name: 'store', mountPath: '/data' }],
    });
    expect(container?.command.map((word) => word.replaceAll('$$(', '$('))).toEqual(job.command);
    expect(container?.command.join()).not.toMatch(/(?<!\$)\$\(/);
  });
});
