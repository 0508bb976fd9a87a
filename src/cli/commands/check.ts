import type { Command } from 'commander';
import { resolveSetting } from '../../config/settings.js';
import { safeText } from '../../render/safe-text.js';
import type { Finding } from '../../store/finding.js';
import { exitCodes } from '../exit-code.js';
import { plural } from '../format.js';
import { addStoreOption, addTerminalOptions } from '../options.js';
import type { EndWith } from '../program.js';
import { openTerminal } from '../terminal.js';

interface CheckFlags {
  db?: string;
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

export function addCheckCommand(program: Command, endWith: EndWith): void {
  const command = program
    .command('check')
    .summary('whether everything in the store holds together')
    .description(
      "Checks a store without writing to it: SQLite's integrity and foreign keys, the migrations, what each run counted, " +
        'that every column of every night reads and agrees with its night, and the tombstones. Reads the whole file: minutes ' +
        'for a large one. Tells each finding with what to do; damage ends with exit code 2.',
    )
    .option('--json', 'print the findings as JSON');
  addTerminalOptions(addStoreOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai check
  oai check --db oai-backup.db --json

Exit codes: 0 nothing is damaged, 2 the store is damaged or not readable (restore a backup), 5 there is no store.`,
    )
    .action(async (flags: CheckFlags) => {
      const terminal = openTerminal(process.env, flags);
      const path = resolveSetting('db', flags.db, process.env);
      const { checkStore } = await import('../../store/check.js');
      const findings = checkStore(path);
      const damaged = findings.some(({ severity }) => severity === 'damage');
      terminal.answer(
        flags.json === true
          ? `${JSON.stringify({ store: path, damaged, findings }, null, 2)}\n`
          : findingsText(path, findings),
      );
      if (damaged) endWith(exitCodes.usage);
    });
}

function findingsText(path: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return `${path}: everything holds\n`;
  const lines = findings.flatMap(({ severity, table, night, what, todo }) => [
    `${severity}: ${table}${night === null ? '' : `, night ${night}`}: ${safeText(what)}`,
    `  do: ${todo}`,
  ]);
  return [`${path}: ${plural(findings.length, 'finding')}`, ...lines].map((line) => `${line}\n`).join('');
}
