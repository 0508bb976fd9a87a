import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../config/duration.js';
import { resolveSetting, settings } from '../../config/settings.js';
import { findToken } from '../../config/token.js';
import { exitCodes } from '../exit-code.js';
import { Interruption } from '../interruption.js';
import { addStoreOption, addTerminalOptions, positiveInteger } from '../options.js';
import type { EndWith } from '../program.js';
import { openTerminal } from '../terminal.js';

interface CrawlFlags {
  db?: string;
  endpoint?: string;
  budget?: string;
  limit?: number;
  author?: string;
  maxPages?: number;
  maxTime?: string;
  expand?: 'gguf'[];
  restart?: boolean;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

export function addCrawlCommand(program: Command, endWith: EndWith): void {
  const command = program
    .command('crawl')
    .summary("walk the Hub's public models into the store")
    .description(
      "Walks the Hub's public models, newest first, a thousand a page, and stores each page with the place the next one begins. " +
        'An interrupted crawl goes on from its last page when the same command is run again. ' +
        'About 15 minutes with a free token, 30 without.',
    )
    .option(
      settings.endpoint.flag,
      `${settings.endpoint.description} (default: ${settings.endpoint.fallbackText})`,
    )
    .option(settings.budget.flag, `${settings.budget.description} (default: ${settings.budget.fallbackText})`)
    .option(
      '--author <name>',
      'only the models of one namespace; reports need the whole Hub, or --run',
      namespace,
    )
    .option('--limit <n>', 'only the newest n models; reports need the whole Hub, or --run', positiveInteger)
    .option('--max-pages <n>', 'stop after n pages; the next crawl goes on from there', positiveInteger)
    .option('--max-time <duration>', 'stop after a time such as 45m; the next crawl goes on from there')
    .addOption(new Option('--expand <field...>', 'ask for more than usual').choices(['gguf']))
    .option('--restart', 'give up the unfinished crawl of the same query and begin anew')
    .option('--json', 'print the run as JSON');
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai crawl                                 the whole Hub, or the rest of an interrupted crawl
  oai crawl --max-time 30m --quiet          for cron: at most half an hour; the next one goes on
  oai crawl --limit 5000 --db try.db        a taste: the newest 5000 models into another file
  oai crawl --author google --json          one namespace; the run as JSON

Exit codes: 0 done, 3 stopped early (run it again), 4 another process is writing, 6 token refused,
130, 143 or 129 interrupted after the last page was stored.`,
    )
    .action(async (flags: CrawlFlags) => endWith(await crawl(flags)));
}

async function crawl(flags: CrawlFlags): Promise<number> {
  const terminal = openTerminal(process.env, flags);
  const path = resolveSetting('db', flags.db, process.env);
  const endpoint = resolveSetting('endpoint', flags.endpoint, process.env);
  const budget = resolveSetting('budget', flags.budget, process.env);
  const maxTimeMs = flags.maxTime === undefined ? undefined : parseDuration(flags.maxTime);
  const { runCrawl } = await import('../run-crawl.js');
  const interruption = new Interruption();
  try {
    await runCrawl(terminal, interruption, {
      path,
      endpoint,
      budget,
      token: findToken(process.env),
      query: { repository: 'model', author: flags.author ?? null, limit: flags.limit ?? null },
      extraFields: flags.expand ?? [],
      restart: flags.restart ?? false,
      maxPages: flags.maxPages,
      maxTimeMs,
      json: flags.json ?? false,
    });
    return interruption.exitCode ?? exitCodes.done;
  } catch (error) {
    if (interruption.exitCode === undefined) throw error;
    terminal.failure(error);
    return interruption.exitCode;
  } finally {
    interruption.dispose();
  }
}

function namespace(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must name an author.');
  return text;
}
