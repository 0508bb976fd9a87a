import { type Command, InvalidArgumentError } from 'commander';
import { resolveSetting } from '../../config/settings.js';
import { UsageError } from '../../errors.js';
import { exitCodes } from '../exit-code.js';
import { interruptibly } from '../interruption.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import type { EndWith } from '../program.js';
import type { FileToImport } from '../run-import.js';
import { openTerminal } from '../terminal.js';
import { addImportStoreCommand } from './import-store.js';

interface ImportFlags {
  db?: string;
  date?: string;
  accept?: boolean;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

interface TableFlags extends ImportFlags {
  map: string;
  tagSeparator?: string;
  changes?: boolean;
}

const exits = `
Exit codes: 0 done, 2 the file cannot be read or its day cannot come now, 4 another process is writing,
130, 143 or 129 interrupted after the last rows were stored.`;

export function addImportCommand(program: Command, endWith: EndWith): void {
  const command = program
    .command('import')
    .enablePositionalOptions()
    .summary("bring other people's data into the store as nights")
    .description(
      'Stores what others recorded of the Hub as nights of the day they did, marked with the name of their file. The same ' +
        'rules as for a crawl decide what is stored and what is set aside. A history grows at its end alone: import the ' +
        'earliest day first, then crawl. docs/import.md has the details.',
    )
    .addHelpText(
      'after',
      `
Examples:
  oai import hub-stats models.parquet --date 2026-09-30
  oai import hub-stats models                            a folder: models/2026-09-30/models.parquet and so on
  oai import csv days.csv.gz --map name=id,date=date,downloads_30d=downloads
  oai import ndjson models.jsonl --date 2026-08-22 --map name=id,likes=likes`,
    );
  addHubStatsCommand(command, endWith);
  addTableCommand(command, endWith, 'csv');
  addTableCommand(command, endWith, 'ndjson');
  addImportStoreCommand(command);
}

function addHubStatsCommand(parent: Command, endWith: EndWith): void {
  const command = parent
    .command('hub-stats')
    .summary('the public dump of the Hub, as Parquet')
    .description(
      'Imports `models.parquet` of the data set hub-stats, of any age, or of its weekly copies: each file is a night. A folder is ' +
        'read for every Parquet file in it and below it, the earliest first. A row group at a time is in memory.',
    )
    .argument('<path...>', 'Parquet files, or folders of them');
  addImportOptions(command, 'the day of the file (default: the date in its name or in that of its folder)')
    .addHelpText(
      'after',
      `
Examples:
  oai import hub-stats models.parquet --date 2026-09-30
  oai import hub-stats models                            models/2026-09-30/models.parquet and so on
  oai import hub-stats models --db history.db --json
${exits}`,
    )
    .action(async (paths: string[], flags: ImportFlags) => {
      const { findParquetFiles } = await import('../../exchange/import-files.js');
      const { readHubStats } = await import('../../exchange/read-hub-stats.js');
      const files = findParquetFiles(paths, flags.date).map(({ path, name, date }): FileToImport => ({
        path,
        name,
        date,
        open: () => readHubStats(path),
      }));
      endWith(await importFiles(flags, files));
    });
}

function addTableCommand(parent: Command, endWith: EndWith, format: 'csv' | 'ndjson'): void {
  const column = format === 'csv' ? 'column' : 'path';
  const command = parent
    .command(format)
    .summary(format === 'csv' ? 'a CSV file with a header' : 'a file with a JSON object a line')
    .description(
      `Imports ${format === 'csv' ? 'a CSV file with a header' : 'a file with a JSON object a line'}, gzipped or not, whose columns ` +
        '--map names. With a column of dates it is a history: a night for each day, the earliest first. An empty cell is ' +
        'missing, never zero.',
    )
    .argument('<file>', 'the file')
    .requiredOption(
      '--map <pairs>',
      `what is where: target=${column},...; targets are columns of \`models\`, and date and removed`,
    )
    .option('--tag-separator <text>', 'what parts the tags of a cell (default: the cell is a JSON array)')
    .option(
      '--changes',
      'a row says what changed: a model that a day does not mention is as it was, unless a row said it was removed',
    );
  addImportOptions(command, 'the day of the file, where it has no column of dates')
    .addHelpText(
      'after',
      `${format === 'csv' ? csvExamples : ndjsonExamples}
${exits}`,
    )
    .action(async (path: string, flags: TableFlags) => endWith(await importTable(format, path, flags)));
}

const csvExamples = `
Examples:
  oai import csv days.csv.gz --map name=id,date=date,downloads_30d=downloads,likes=likes
  oai import csv top.csv --date 2025-12-22 --map name=id,downloads_30d=downloads,likes=likes
  oai import csv log.csv --changes --map name=id,date=captured_at,downloads_30d=downloads_30d,removed=removed`;

const ndjsonExamples = `
Examples:
  oai import ndjson models.jsonl.gz --date 2026-08-22 --map name=id,downloads_30d=downloads,tags=tags
  oai import ndjson models.jsonl --date 2026-08-22 --map hub_id=_id,name=id,parameters=safetensors.total`;

function addImportOptions(command: Command, dateIs: string): Command {
  command
    .option('--date <day>', dateIs, day)
    .option('--accept', 'take nights that the checks find suspect for good; the reasons stay on record')
    .option('--json', 'print what became of each night as JSON');
  return addTerminalOptions(addStoreOption(command));
}

async function importTable(format: 'csv' | 'ndjson', path: string, flags: TableFlags): Promise<number> {
  const { parseFieldMap } = await import('../../exchange/field-map.js');
  const map = parseFieldMap(flags.map);
  checkTable(path, flags, map.has('date'), map.has('removed'));
  const separator = flags.tagSeparator ?? null;
  const open: FileToImport['open'] = async () => {
    const { readCsv } = await import('../../exchange/read-csv.js');
    const { readNdjson } = await import('../../exchange/read-ndjson.js');
    const { readChanges } = await import('../../exchange/read-changes.js');
    const source = format === 'csv' ? readCsv(path, map, separator) : readNdjson(path, map, separator);
    return flags.changes === true ? readChanges(source) : source;
  };
  const columns = [...map].map(([target, column]) => `${target}=${column}`).sort();
  const how = [...columns, ...(separator === null ? [] : [separator]), ...(flags.changes ? ['changes'] : [])];
  return importFiles(flags, [{ path, date: flags.date ?? null, map: how.join(), open }]);
}

function checkTable(path: string, flags: TableFlags, hasDates: boolean, hasRemoved: boolean): void {
  if (flags.tagSeparator === '') {
    throw new UsageError('--tag-separator is empty.', {
      why: 'It would part the tags into letters.',
      todo: 'Give the text between two tags, such as --tag-separator ";"; leave it out where a cell is a JSON array.',
    });
  }
  if (hasDates !== (flags.date === undefined)) {
    throw new UsageError(
      hasDates ? 'Both --date and a column of dates are given.' : `${path} does not say of which day it is.`,
      {
        why: hasDates ? 'Each row says its own day.' : 'Rows without a column of dates are of one day.',
        todo: hasDates ? 'Leave one of them out.' : 'Add --date YYYY-MM-DD, or date=COLUMN to --map.',
      },
    );
  }
  if (flags.changes === true && !hasDates) {
    throw new UsageError('--changes needs a column of dates.', {
      why: 'A change happens on a day.',
      todo: 'Add date=COLUMN to --map.',
    });
  }
  if (hasRemoved && flags.changes !== true) {
    throw new UsageError('removed=... is for a log of changes.', {
      why: 'In a file of whole days a model that is gone has no row.',
      todo: 'Add --changes, or leave removed out of --map.',
    });
  }
}

async function importFiles(flags: ImportFlags, files: readonly FileToImport[]): Promise<number> {
  const terminal = openTerminal(process.env, flags);
  const path = resolveSetting('db', flags.db, process.env);
  const { runImport } = await import('../run-import.js');
  return interruptibly(terminal, async (interruption) => {
    await runImport(terminal, interruption, {
      path,
      files,
      accept: flags.accept === true,
      json: flags.json === true,
    });
    return exitCodes.done;
  });
}

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text))
    throw new InvalidArgumentError('It must be a day such as 2026-09-30.');
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError('There is no such day.');
  }
  return text;
}
