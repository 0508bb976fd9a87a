import type { Command } from 'commander';
import { listedWords, type RepositoryKind } from '../../domain/repository-record.js';
import { exitCodes } from '../exit-code.js';
import { interruptibly } from '../interruption.js';
import {
  addCrawlOptions,
  addStoreOption,
  addTerminalOptions,
  type CrawlFlags,
  crawlSettings,
  namespace,
  positiveInteger,
} from '../options.js';
import type { EndWith } from '../program.js';
import { openTerminal } from '../terminal.js';

interface CrawlRepositoriesFlags extends CrawlFlags {
  limit?: number;
  author?: string;
  maxPages?: number;
  restart?: boolean;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

const reportOf: Readonly<Record<RepositoryKind, string>> = { dataset: 'robotics', space: 'repositories' };

/** `oai crawl datasets`, or `oai crawl spaces`. */
export function addCrawlRepositoriesCommand(crawl: Command, kind: RepositoryKind, endWith: EndWith): void {
  const { many } = listedWords[kind];
  const name = many.toLowerCase();
  const command = crawl
    .command(name)
    .summary(`walk the Hub's public ${many} into the store`)
    .description(
      `Walks the Hub's public ${many} into the same store, as oai crawl does with models: newest first, a thousand a page, each ` +
        'page with the place the next one begins; an interrupted crawl goes on when the same command is run again. The rows are ' +
        `kept as last seen, and the number of ${many} for every crawl of all of them. A crawl that looks broken is suspect: ` +
        'nothing counts as gone for it until it is accepted (oai runs).',
    )
    .option('--author <name>', `only the ${many} of one namespace; reports need all of them`, namespace)
    .option('--limit <n>', `only the newest n ${many}; reports need all of them`, positiveInteger)
    .option('--max-pages <n>', 'stop after n pages; the next crawl goes on from there', positiveInteger)
    .option('--restart', 'give up the unfinished crawl of the same query and begin anew')
    .option('--json', 'print the run as JSON');
  addTerminalOptions(addStoreOption(addCrawlOptions(command)))
    .addHelpText(
      'after',
      `
Examples:
  oai crawl ${name}
  oai crawl ${name} --max-time 30m --quiet     for cron: at most half an hour; the next one goes on
  oai crawl ${name} --limit 5000 --db try.db   a taste: the newest 5000
  oai crawl ${name} --author google --json     one namespace; the run as JSON
  oai report ${reportOf[kind]}

Exit codes: 0 done, 3 stopped early (run it again), 4 another process is writing, 6 token refused,
130, 143 or 129 interrupted after the last page was stored.`,
    )
    .action(async (flags: CrawlRepositoriesFlags) => endWith(await crawlRepositories(kind, flags)));
}

async function crawlRepositories(kind: RepositoryKind, flags: CrawlRepositoriesFlags): Promise<number> {
  const terminal = openTerminal(process.env, flags);
  const settings = crawlSettings(flags, process.env);
  const { runCrawl } = await import('../run-crawl.js');
  return interruptibly(terminal, async (interruption) => {
    await runCrawl(terminal, interruption, {
      ...settings,
      query: { repository: kind, author: flags.author ?? null, limit: flags.limit ?? null },
      extraFields: [],
      restart: flags.restart ?? false,
      maxPages: flags.maxPages,
      json: flags.json ?? false,
    });
    return exitCodes.done;
  });
}
