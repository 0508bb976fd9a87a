import { type Command, Option } from 'commander';

export interface KeepPagesFlags {
  keepPages?: string;
}

export function addKeepPagesOption(command: Command): Command {
  return command.option(
    '--keep-pages <dir>',
    'keep what the Hub sends, as compressed NDJSON in a folder a run; read it again with oai crawl --from-pages',
  );
}

/** What asks the Hub for something says nothing to a crawl that asks no Hub. */
const ofTheHub = [
  'keepPages',
  'author',
  'limit',
  'maxPages',
  'expand',
  'restart',
  'endpoint',
  'budget',
  'concurrency',
  'maxTime',
  'patience',
  'authors',
  'authorsMaxAge',
];

export function addFromPagesOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--from-pages <dir>',
      'read kept pages into the store instead of asking the Hub: without network, with the dates they had',
    ).conflicts(ofTheHub),
  );
}
