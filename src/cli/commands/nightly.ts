import type { Command } from 'commander';
import { addAuthorOptions, authorChoice, type AuthorFlags, defaultAuthors } from '../author-options.js';
import { interruptibly } from '../interruption.js';
import { addKeepOptions, type KeepFlags, keepPolicy } from '../keep-options.js';
import { addKeepPagesOption, type KeepPagesFlags } from '../keep-pages-options.js';
import {
  addCrawlOptions,
  addStoreOption,
  addTerminalOptions,
  type CrawlFlags,
  crawlSettings,
} from '../options.js';
import { repositoryKinds } from '../../domain/repository-record.js';
import type { EndWith } from '../program.js';
import { openTerminal } from '../terminal.js';

/** Nobody watches: a Hub that is down for a while must not cost the night. */
const DEFAULT_PATIENCE_MS = 15 * 60_000;

interface NightlyFlags extends KeepFlags, CrawlFlags, AuthorFlags, KeepPagesFlags {
  reports?: string;
  backup?: string;
  datasets?: boolean;
  spaces?: boolean;
  force?: boolean;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

export function addNightlyCommand(program: Command, endWith: EndWith): void {
  const command = program
    .command('nightly')
    .summary('the unattended job: crawl, check, reports, backup, prune')
    .description(
      'Crawls the whole Hub, or what the last night left of it; then asks who the authors are, crawls datasets and Spaces, computes the reports, copies the store and prunes it, ' +
        'as told. Says nothing when all is well, and one line when the night is suspect, the counters stalled, entries were ' +
        'set aside or fields refused. A suspect night is stored, and no report uses it until `oai runs accept` says so: it ' +
        'ends with exit code 0, that line and "quality": "suspect" in the JSON, and does not count for ' +
        '`oai status --max-age`, the monitor of this job. Where a crawl finished less than 12 hours ago, it is not crawled again.',
    );
  addAuthorOptions(addCrawlOptions(command), `${defaultAuthors} a night`)
    .option('--datasets', 'crawl the datasets too, after the models and within the same time')
    .option('--spaces', 'crawl the Spaces too')
    .option('--reports <folder>', 'write every report there, as JSON and Markdown; not of a suspect night')
    .option('--backup <file>', 'copy the store there, over the copy of the night before');
  addKeepOptions(addKeepPagesOption(command))
    .option('--force', 'crawl again, though a crawl has just finished')
    .option('--json', 'print a summary as JSON');
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai nightly
  oai nightly --max-time 3h --reports /var/www/oai --backup /mnt/backup/oai.db
  oai nightly --datasets --spaces           with datasets and Spaces, in the same store
  oai nightly --json --keep-daily 365
  oai schedule cron --at 02:30              the crontab line that runs it every night

Exit codes: 0 done (also with a suspect night), 2 usage, or a report or backup that cannot be written, 3 stopped early
(the next one goes on), 4 another process is writing, 6 token refused, 130, 143 or 129 interrupted after the last page
was stored.`,
    )
    .action(async (flags: NightlyFlags) => endWith(await nightly(flags)));
}

async function nightly(flags: NightlyFlags): Promise<number> {
  const terminal = openTerminal(process.env, flags);
  const { runNightly } = await import('../run-nightly.js');
  const { patienceMs = DEFAULT_PATIENCE_MS, ...settings } = crawlSettings(flags, process.env);
  return interruptibly(terminal, (interruption) =>
    runNightly(terminal, interruption, {
      ...settings,
      patienceMs,
      authors: authorChoice(flags, defaultAuthors),
      repositories: repositoryKinds.filter((kind) => flags[`${kind}s`] === true),
      reportsFolder: flags.reports,
      backupFile: flags.backup,
      keep: keepPolicy(flags),
      keepPages: flags.keepPages,
      force: flags.force === true,
      json: flags.json === true,
    }),
  );
}
