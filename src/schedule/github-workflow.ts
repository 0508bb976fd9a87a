import { AFTER_CRAWL_MS, describeJob, hashComments, type NightlyJob } from './nightly-job.js';
import { shellCommand } from './shell-script.js';

/** A workflow of GitHub Actions. Source: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions */
export function githubWorkflow(job: NightlyJob): string {
  const { at, command, maxTimeMs } = job;
  const comments = [
    ...describeJob(job, 'github-actions', 'UTC; GitHub may begin later'),
    'Save it as .github/workflows/oai-nightly.yml. Log: the run on the page "Actions"; a failed run sends you a mail.',
    'Token: the repository secret HF_TOKEN; without it at half the speed.',
    'The runner must be this machine (or one with oai and the store at these paths): the store is the history, and',
    'a hosted runner begins each night with an empty disk.',
  ];
  return `${hashComments(comments)}name: oai nightly
on:
  schedule:
    - cron: "${at.minute} ${at.hour} * * *"
  workflow_dispatch:
permissions: {}
concurrency:
  group: oai-nightly
  cancel-in-progress: false
jobs:
  nightly:
    runs-on: self-hosted
    timeout-minutes: ${Math.ceil((maxTimeMs + AFTER_CRAWL_MS) / 60_000)}
    steps:
      - name: oai nightly
        env:
          HF_TOKEN: \${{ secrets.HF_TOKEN }}
        run: ${JSON.stringify(withoutExpressions(shellCommand(command)))}
`;
}

/** GitHub evaluates \${{ }} wherever it stands; the expression that yields its own opening is its only escape. */
function withoutExpressions(text: string): string {
  return text.replaceAll('${{', "${{ '${{' }}");
}
