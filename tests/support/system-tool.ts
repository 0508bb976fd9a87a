import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll } from 'vitest';
import { sharedFolder } from './temp.js';

const folders = (process.env['PATH'] ?? '').split(delimiter);

/** Where a program of the system is, if it is here. In CI it must be: `.ci/run` installs it. */
export function findTool(name: string): string | undefined {
  const file = folders.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
  return file ?? missingInCi(name);
}

function missingInCi(what: string): undefined {
  if (process.env['CI'] === 'true') throw new Error(`${what} is missing in CI; .ci/run installs it`);
  return undefined;
}

/**
 * A folder for the front of PATH whose `crontab` is the system's own, working on a user that is gone when the tests of
 * the file have finished; undefined without cron or without the rights to make a user.
 */
export function throwAwayCrontab(): string | undefined {
  const crontab = findTool('crontab');
  if (process.getuid?.() !== 0) return missingInCi('the right to make a user');
  const [useradd, userdel] = [findTool('useradd'), findTool('userdel')];
  if (crontab === undefined || useradd === undefined || userdel === undefined) return undefined;
  const user = `oai-test-${process.pid}`;
  run(useradd, ['--system', '--no-create-home', user]);
  afterAll(() => {
    spawnSync(crontab, ['-u', user, '-r']);
    run(userdel, [user]);
  });
  const folder = sharedFolder();
  writeFileSync(join(folder, 'crontab'), `#!/bin/sh\nexec ${crontab} -u ${user} "$@"\n`);
  chmodSync(join(folder, 'crontab'), 0o755);
  return folder;
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

/** Python's reader of a format, if it is here: text in, its value as JSON out. */
export function pythonReader(module: 'plistlib' | 'yaml'): ((text: string) => unknown) | undefined {
  const read =
    module === 'yaml' ? 'list(yaml.safe_load_all(sys.stdin))' : 'plistlib.loads(sys.stdin.buffer.read())';
  const script = `import sys, json, ${module}; json.dump(${read}, sys.stdout)`;
  if (spawnSync('python3', ['-c', `import ${module}`]).status !== 0) {
    return missingInCi(`python3 with ${module}`);
  }
  return (text) => {
    const { status, stdout, stderr } = spawnSync('python3', ['-c', script], {
      input: text,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as unknown;
  };
}
