import type { Command } from 'commander';
import { addAuthorOptions, authorChoice, type AuthorFlags } from '../author-options.js';
import { exitCodes } from '../exit-code.js';
import { interruptibly } from '../interruption.js';
import {
  addCrawlOptions,
  addStoreOption,
  addTerminalOptions,
  type CrawlFlags,
  crawlSettings,
} from '../options.js';
import type { EndWith } from '../program.js';
import { openTerminal } from '../terminal.js';

interface CrawlAuthorsFlags extends CrawlFlags, AuthorFlags {
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

export function addCrawlAuthorsCommand(crawl: Command, endWith: EndWith): void {
  const command = crawl
    .command('authors')
    .summary('ask the Hub who the authors of the stored models are')
    .description(
      'Asks the Hub who the authors of the stored models are: organisation or user, full name, verified, plan, PRO, followers. ' +
        'The most downloaded first, never-asked ones before stale ones; each answer is stored as it comes, so that it goes on ' +
        'where it was ended. One or two requests an author: docs/authors.md tells how to read what is stored.',
    );
  addAuthorOptions(addCrawlOptions(command), 'all that are due').option(
    '--json',
    'print what it came to as JSON',
  );
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai crawl authors --authors 200           the two hundred most downloaded that are due
  oai crawl authors --max-time 1h --quiet   for cron: as many as an hour allows; the next one goes on
  oai crawl authors --authors-max-age 7d    also those last asked for more than a week ago

Exit codes: 0 done, 3 stopped early (run it again), 4 another process is writing, 5 no crawl has finished,
6 token refused, 130, 143 or 129 interrupted after the last answer was stored.`,
    )
    .action(async (flags: CrawlAuthorsFlags) => endWith(await crawlAuthors(flags)));
}

async function crawlAuthors(flags: CrawlAuthorsFlags): Promise<number> {
  const terminal = openTerminal(process.env, flags);
  const settings = crawlSettings(flags, process.env);
  const choice = authorChoice(flags);
  const { runCrawlAuthors } = await import('../run-crawl-authors.js');
  return interruptibly(terminal, async (interruption) => {
    await runCrawlAuthors(terminal, interruption, { ...settings, choice, json: flags.json ?? false });
    return exitCodes.done;
  });
}
