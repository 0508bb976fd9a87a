import { type Command, Option } from 'commander';
import { addAuthorOptions, authorChoice, type AuthorFlags, defaultAuthors } from '../author-options.js';
import { exitCodes } from '../exit-code.js';
import { interruptibly } from '../interruption.js';
import { addFromPagesOption, addKeepPagesOption, type KeepPagesFlags } from '../keep-pages-options.js';
import {
  addCrawlOptions,
  addStoreOption,
  addTerminalOptions,
  type CrawlFlags,
  crawlSettings,
  namespace,
  positiveInteger,
} from '../options.js';
import { type CrawlQuery, spansTheHub } from '../../store/run.js';
import type { EndWith } from '../program.js';
import { openTerminal } from '../terminal.js';
import { repositoryKinds } from '../../domain/repository-record.js';
import { addCrawlAuthorsCommand } from './crawl-authors.js';
import { addCrawlRepositoriesCommand } from './crawl-repositories.js';

interface CrawlCommandFlags extends CrawlFlags, AuthorFlags, KeepPagesFlags {
  fromPages?: string;
  limit?: number;
  author?: string;
  maxPages?: number;
  expand?: 'gguf'[];
  restart?: boolean;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

export function addCrawlCommand(program: Command, endWith: EndWith): void {
  const command = program
    .command('crawl')
    .enablePositionalOptions()
    .summary("walk the Hub's public models into the store")
    .description(
      "Walks the Hub's public models, newest first, a thousand a page, and stores each page with the place the next one begins. " +
        'An interrupted crawl goes on from its last page when the same command is run again. ' +
        'Then asks who the most downloaded authors are (see oai crawl authors). ' +
        'About 15 minutes with a free token, 30 without.',
    )
    .option(
      '--author <name>',
      'only the models of one namespace; reports need the whole Hub, or --run',
      namespace,
    )
    .option('--limit <n>', 'only the newest n models; reports need the whole Hub, or --run', positiveInteger)
    .option('--max-pages <n>', 'stop after n pages; the next crawl goes on from there', positiveInteger)
    .addOption(new Option('--expand <field...>', 'ask for more than usual').choices(['gguf']))
    .option('--restart', 'give up the unfinished crawl of the same query and begin anew')
    .option('--json', 'print the run as JSON');
  addFromPagesOption(addKeepPagesOption(command));
  addAuthorOptions(addCrawlOptions(command), `${defaultAuthors} after a crawl of the whole Hub, else none`);
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai crawl                                 the whole Hub, or the rest of an interrupted crawl
  oai crawl --max-time 30m --quiet          for cron: at most half an hour; the next one goes on
  oai crawl --limit 5000 --db try.db        a taste: the newest 5000 models into another file
  oai crawl --author google --json          one namespace; the run as JSON
  oai crawl --authors 0                     the models alone
  oai crawl --keep-pages pages              and keep what the Hub sent, to read it anew one day
  oai crawl --from-pages pages --db new.db  the same store again, without network

Exit codes: 0 done, 3 stopped early (run it again), 4 another process is writing, 6 token refused,
130, 143 or 129 interrupted after the last page was stored.`,
    )
    .action(async (flags: CrawlCommandFlags) => endWith(await crawl(flags)));
  addCrawlAuthorsCommand(command, endWith);
  for (const kind of repositoryKinds) addCrawlRepositoriesCommand(command, kind, endWith);
}

async function crawl(flags: CrawlCommandFlags): Promise<number> {
  const terminal = openTerminal(process.env, flags);
  const settings = crawlSettings(flags, process.env);
  const { fromPages: folder } = flags;
  if (folder !== undefined) {
    const { runReplay } = await import('../run-replay.js');
    return interruptibly(terminal, async (interruption) => {
      await runReplay(terminal, interruption, { path: settings.path, folder, json: flags.json ?? false });
      return exitCodes.done;
    });
  }
  const query: CrawlQuery = { repository: 'model', author: flags.author ?? null, limit: flags.limit ?? null };
  const authors = authorChoice(flags, spansTheHub(query) ? defaultAuthors : 0);
  const { runCrawl } = await import('../run-crawl.js');
  return interruptibly(terminal, async (interruption) => {
    await runCrawl(terminal, interruption, {
      ...settings,
      query,
      authors,
      extraFields: flags.expand ?? [],
      restart: flags.restart ?? false,
      maxPages: flags.maxPages,
      keepPages: flags.keepPages,
      json: flags.json ?? false,
    });
    return exitCodes.done;
  });
}
