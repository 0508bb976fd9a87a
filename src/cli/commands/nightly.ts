import type { Command } from 'commander';
import { parseDuration } from '../../config/duration.js';
import { resolveSetting, settings } from '../../config/settings.js';
import { findToken } from '../../config/token.js';
import { Interruption } from '../interruption.js';
import { addKeepOptions, type KeepFlags, keepPolicy } from '../keep-options.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import type { EndWith } from '../program.js';
import { openTerminal } from '../terminal.js';

interface NightlyFlags extends KeepFlags {
  db?: string;
  endpoint?: string;
  budget?: string;
  maxTime?: string;
  reports?: string;
  backup?: string;
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
      'Crawls the whole Hub, or what the last night left of it; then computes the reports, copies the store and prunes it, ' +
        'as told. Says nothing when all is well, and one line when the night is suspect, the counters stalled, entries were ' +
        'set aside or fields refused. A suspect night is stored, and no report uses it until `oai runs accept` says so: it ' +
        'ends with exit code 0, that line and "quality": "suspect" in the JSON, and does not count for ' +
        '`oai status --max-age`, the monitor of this job. Where a crawl of the day (UTC) has finished, it is not crawled again.',
    )
    .option(
      settings.endpoint.flag,
      `${settings.endpoint.description} (default: ${settings.endpoint.fallbackText})`,
    )
    .option(settings.budget.flag, `${settings.budget.description} (default: ${settings.budget.fallbackText})`)
    .option(
      '--max-time <duration>',
      'stop the crawl after a time such as 3h; the next night goes on from there',
    )
    .option('--reports <folder>', 'write every report there, as JSON and Markdown; not of a suspect night')
    .option('--backup <file>', 'copy the store there, over the copy of the night before');
  addKeepOptions(command)
    .option('--force', 'crawl again, though a crawl of the day has finished')
    .option('--json', 'print a summary as JSON');
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai nightly
  oai nightly --max-time 3h --reports /var/www/oai --backup /mnt/backup/oai.db
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
  const path = resolveSetting('db', flags.db, process.env);
  const endpoint = resolveSetting('endpoint', flags.endpoint, process.env);
  const budget = resolveSetting('budget', flags.budget, process.env);
  const maxTimeMs = flags.maxTime === undefined ? undefined : parseDuration(flags.maxTime);
  const { runNightly } = await import('../run-nightly.js');
  const interruption = new Interruption();
  try {
    return await runNightly(terminal, interruption, {
      path,
      endpoint,
      budget,
      token: findToken(process.env),
      maxTimeMs,
      reportsFolder: flags.reports,
      backupFile: flags.backup,
      keep: keepPolicy(flags),
      force: flags.force === true,
      json: flags.json === true,
    });
  } catch (error) {
    if (interruption.exitCode === undefined) throw error;
    terminal.failure(error);
    return interruption.exitCode;
  } finally {
    interruption.dispose();
  }
}
