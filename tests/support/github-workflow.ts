import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonReader } from './system-tool.js';
import { tempFolder } from './temp.js';

export interface Step {
  name?: string;
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, string>;
}

export interface Job {
  if?: string;
  'timeout-minutes'?: number;
  permissions?: Record<string, string>;
  env?: Record<string, string>;
  steps: Step[];
}

export interface Workflow {
  /** YAML 1.1 reads the key `on` as a truth. */
  true: { schedule: { cron: string }[] };
  permissions: Record<string, string>;
  concurrency: { group: string; 'cancel-in-progress': boolean };
  env: Record<string, string | number>;
  jobs: Record<string, Job>;
}

/** The release that a workflow keeps things in: a folder of assets, and what was done to it, a line a call. */
export interface Release {
  assets: string;
  log: string;
}

export interface Night {
  workflow: Workflow;
  release: Release;
  /** What `npm install --global` puts on the PATH. */
  bin: string;
  env: Record<string, string>;
  /** In place of the workflow's own `env`. */
  overrides: Record<string, string>;
  secrets: Record<string, string>;
  vars: Record<string, string>;
  runId: number;
  /** The runner's empty folder, unless told. */
  workspace: string;
  /** The first and the last step to run. */
  from: string;
  to: string;
  /** Whether `oai` is on the PATH before `npm install`. */
  oaiInstalled: boolean;
  /** Done before the step of that name. */
  before: Record<string, (workspace: string) => void>;
}

export interface NightOutcome {
  workspace: string;
  /** The step that failed. */
  failed: string | undefined;
  log: string;
  summary: string;
  /** `STEP.NAME` to value. */
  outputs: Record<string, string>;
  /** What the workflow would have used. */
  actions: string[];
}

/** A workflow of GitHub Actions; undefined without Python's YAML. */
export function readWorkflow(text: string): Workflow | undefined {
  const [workflow] = (pythonReader('yaml')?.(text) ?? []) as Workflow[];
  return workflow;
}

/** The copies of the store of which every part and the checksums are among the assets, the oldest first. */
export function wholeCopies(assets: readonly string[]): string[] {
  return assets
    .filter((name) => /^oai-store-.*\.sha256$/.test(name))
    .map((name) => name.replace('.sha256', ''))
    .filter((copy) => assets.includes(`${copy}.zst.000`))
    .sort();
}

/** Runs the steps of the job `nightly` as a runner of GitHub does, with a stand-in for `gh` and for `npm install`. */
export async function nightOnGitHub(
  night: Pick<Night, 'workflow' | 'release' | 'bin' | 'env'> & Partial<Night>,
): Promise<NightOutcome> {
  const { workflow, release, vars = {}, runId = 1001, workspace = tempFolder() } = night;
  const job = workflow.jobs['nightly'];
  if (job === undefined) throw new Error('no job nightly');
  const outcome: NightOutcome = {
    workspace,
    failed: undefined,
    log: '',
    summary: '',
    outputs: {},
    actions: [],
  };
  const runner = tempFolder();
  const tools = installTools(runner, night.bin);
  if (night.oaiInstalled === true) symlinkSync(night.bin, join(tools, 'oai'));
  const expressions = (): Record<string, string> => ({
    'github.token': 'gh_token',
    'github.repository': 'somebody/observatory',
    ...prefixed('secrets.', { HF_TOKEN: '', ...night.secrets }),
    ...prefixed('vars.', { OAI_PAGES: '', ...vars }),
    ...Object.fromEntries(
      Object.entries({ 'crawl.code': '', ...outcome.outputs }).map(([key, value]) => [
        `steps.${key.replace('.', '.outputs.')}`,
        value,
      ]),
    ),
  });
  const names = job.steps.map(({ name, uses }) => name ?? uses ?? '');
  const first = night.from === undefined ? 0 : names.indexOf(night.from);
  const last = night.to === undefined ? names.length : names.indexOf(night.to) + 1;
  for (const [index, step] of job.steps.slice(first, last).entries()) {
    const name = names[first + index] ?? '';
    night.before?.[name]?.(workspace);
    if (step.if !== undefined && !holds(step.if, expressions())) continue;
    if (step.run === undefined) {
      outcome.actions.push(step.uses?.split('@')[0] ?? '');
      continue;
    }
    const files = { GITHUB_OUTPUT: join(runner, 'output'), GITHUB_STEP_SUMMARY: join(runner, 'summary') };
    for (const file of Object.values(files)) writeFileSync(file, '');
    const fromYaml = { ...workflow.env, ...job.env, ...step.env };
    const { code, said } = await runStep(step.run, workspace, runner, {
      PATH: [tools, process.env['PATH'] ?? ''].join(delimiter),
      HOME: runner,
      LANG: 'C.UTF-8',
      GITHUB_RUN_ID: String(runId),
      RELEASE_FOLDER: release.assets,
      GH_LOG: release.log,
      ...files,
      ...Object.fromEntries(
        Object.entries(fromYaml).map(([key, value]) => [key, evaluate(String(value), expressions())]),
      ),
      RETRY_WAIT: '0',
      PART_SIZE: '8K',
      ...night.env,
      ...night.overrides,
    });
    outcome.log += said;
    outcome.summary += readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8');
    for (const line of readFileSync(files.GITHUB_OUTPUT, 'utf8').split('\n').filter(Boolean)) {
      const [key = '', value = ''] = line.split('=');
      outcome.outputs[`${step.id ?? ''}.${key}`] = value;
    }
    if (code !== 0) return { ...outcome, failed: name };
  }
  return outcome;
}

function installTools(runner: string, bin: string): string {
  const tools = join(runner, 'tools');
  mkdirSync(tools);
  symlinkSync(fileURLToPath(new URL('gh.sh', import.meta.url)), join(tools, 'gh'));
  const npm = `#!/bin/sh\nset -eu\nfor last; do :; done\ntest "$1 $2" = 'install --global'\ntest -f "$last"\nln -s ${bin} ${tools}/oai\n`;
  writeFileSync(join(tools, 'npm'), npm);
  chmodSync(join(tools, 'npm'), 0o755);
  return tools;
}

/** As GitHub does for `shell: bash`. */
function runStep(
  run: string,
  cwd: string,
  runner: string,
  env: Record<string, string>,
): Promise<{ code: number | null; said: string }> {
  const script = join(runner, 'step.sh');
  writeFileSync(script, run);
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });
}

function prefixed(prefix: string, values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [prefix + key, value]));
}

function evaluate(text: string, expressions: Record<string, string>): string {
  return text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, name: string) => valueOf(name, expressions));
}

function valueOf(name: string, expressions: Record<string, string>): string {
  const value = expressions[name];
  if (value === undefined) throw new Error(`the test knows no expression ${name}`);
  return value;
}

/** Of the language of `if` what the workflow needs: equalities, all of which must hold. */
function holds(condition: string, expressions: Record<string, string>): boolean {
  return condition.split(' && ').every((equality) => {
    const [, name = '', value] = /^(\S+) == '(.*)'$/.exec(equality) ?? [];
    return valueOf(name, expressions) === value;
  });
}
