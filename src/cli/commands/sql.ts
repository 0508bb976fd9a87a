import { type Command, Option } from 'commander';
import { resolveSetting } from '../../config/settings.js';
import { type RowFormat, rowFormats } from '../../render/format.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import { openTerminal } from '../terminal.js';

interface SqlFlags {
  db?: string;
  file?: string;
  tables?: boolean;
  columns?: string;
  format?: RowFormat;
  json?: boolean;
  output?: string;
  quiet?: boolean;
  color?: boolean;
}

export function addSqlCommand(program: Command): void {
  const command = program
    .command('sql')
    .summary('answer a question in SQL, without changing anything')
    .description(
      'Answers one SQL query about the store, in the SQL of SQLite. It can only read. Beside the tables by concept there is what the store ' +
        'keeps compressed: tags, and model_night with a row for each night and model. Ask model_night for some nights ' +
        "(WHERE night = '2026-11-24'): only they are unpacked, at seconds for each with three million models. Of one model, " +
        'model_series(MODEL_KEY) has the same rows at once.',
    )
    .argument('[query]', 'one SELECT, WITH or VALUES, or EXPLAIN of one; - reads it from standard input')
    .option('--file <file>', 'read the query from a file')
    .option('--tables', 'list the tables, with what they hold')
    .option('--columns <table>', 'list the columns of a table, with their units')
    .addOption(
      new Option('--format <format>', 'how to print it (default: by the suffix of -o, else table)').choices(
        rowFormats,
      ),
    )
    .option('--json', 'short for --format json')
    .option('-o, --output <file>', 'write to a file');
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai sql "SELECT licence, count(*) AS models FROM models_now GROUP BY licence ORDER BY models DESC LIMIT 10"
  oai sql "SELECT night, sum(downloads_30d) AS downloads FROM model_night JOIN nights USING (night, night_key)
           WHERE whole AND quality IN ('good', 'accepted') GROUP BY night"
  oai sql "SELECT night, downloads_30d FROM model_series((SELECT model_key FROM models WHERE name = 'Qwen/Qwen3-8B'))"
  oai sql --file question.sql -o answer.csv
  echo "SELECT * FROM nights" | oai sql - --format ndjson
  oai sql --tables
  oai sql --columns model_night

A query that begins with -- is given with --file, or after -- alone: oai sql -- "-- how many?
SELECT count(*) FROM models".

json, ndjson and csv print every row as it comes; table and md end after 10 000. Whole numbers are exact to 64 bits, bytes hexadecimal.

Exit codes: 0 done, 2 the query cannot be run or would write, 5 there is no store.`,
    )
    .action(async (query: string | undefined, flags: SqlFlags) => {
      const terminal = openTerminal(process.env, flags);
      const { printColumns, printQuery, printTables, rowFormat } = await import('../run-sql.js');
      const { tables, columns, output, file } = flags;
      const form = { format: rowFormat(flags), output };
      if (tables === true) await printTables(terminal, form, [query, columns, file]);
      else if (columns !== undefined) await printColumns(terminal, columns, form, [query, file]);
      else await printQuery(terminal, resolveSetting('db', flags.db, process.env), { query, file }, form);
    });
}
