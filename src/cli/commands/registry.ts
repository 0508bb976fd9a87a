import { type Command, Option } from 'commander';
import { resolveSetting, storeFlag } from '../../config/settings.js';
import { safeText } from '../../render/safe-text.js';
import type { NightReader } from '../../store/night-reader.js';
import { exitCodes } from '../exit-code.js';
import { plural } from '../format.js';
import { addStoreOption, addTerminalOptions, positiveInteger } from '../options.js';
import type { EndWith } from '../program.js';
import { addOverlayOption, addProfileOption, type RegistryFlags } from '../registry-options.js';
import { addOutputOptions, type OutputFlags, outputFormat, printOutput } from '../report-output.js';
import type { MissingRows } from '../run-registry-missing.js';
import { openTerminal } from '../terminal.js';

interface TerminalFlags {
  quiet?: boolean;
  color?: boolean;
}

export function addRegistryCommand(program: Command, endWith: EndWith): void {
  const registry = program
    .command('registry')
    .enablePositionalOptions()
    .summary('who is behind a namespace: country, type, owner')
    .description(
      'The Hub gives neither the country of an account nor the kind of body behind it. oai keeps a curated, dated, sourced ' +
        'registry of them; folders of your own go over it (docs/registry.md).',
    )
    .addHelpText(
      'after',
      `
Examples:
  oai registry explain sentence-transformers
  oai registry lint --registry my-rows
  oai registry missing --top 200 > my-rows/entities.csv
  oai registry diff default steward
  oai registry import-paper annotations.csv -o paper-labels`,
    );
  addLint(registry, endWith);
  addExplain(registry);
  addMissing(registry);
  addDiff(registry);
  addImportPaper(registry);
}

function addLint(registry: Command, endWith: EndWith): void {
  const command = registry
    .command('lint')
    .summary('whether the rows hold together')
    .description(
      'Checks the built-in registry and the folders over it: encoding, headers, codes, dates, keys, references, two owners ' +
        'on one day, owners in a circle. Tells each finding with its file and line and the mend; any ends with exit code 2.',
    );
  addTerminalOptions(addOverlayOption(command).option('--json', 'print the findings as JSON'))
    .addHelpText('after', '\nExamples:\n  oai registry lint\n  oai registry lint --registry my-rows --json')
    .action(async (flags: TerminalFlags & { registry?: string[]; json?: boolean }) => {
      const terminal = openTerminal(process.env, flags);
      const { lintLayers, lintText } = await import('../run-registry.js');
      const findings = lintLayers(process.env, flags.registry);
      terminal.answer(flags.json === true ? `${JSON.stringify(findings, null, 2)}\n` : lintText(findings));
      if (findings.length > 0) endWith(exitCodes.usage);
    });
}

function addExplain(registry: Command): void {
  const command = registry
    .command('explain <namespace>')
    .summary('what is known of a namespace, from which row, and what others say')
    .description(
      'Prints who is behind a namespace (or a model, by its id) on a day, each value with the file and line it stands in, ' +
        'and the other readings with who holds them. The name must be exact; its case does not matter.',
    );
  addTerminalOptions(
    addProfileOption(addOverlayOption(command))
      .option('--on <date>', 'the day, UTC (default: today)')
      .option('--json', 'print it as JSON'),
  )
    .addHelpText(
      'after',
      `
Examples:
  oai registry explain google-bert
  oai registry explain mosaicml --on 2023-01-31
  oai registry explain sentence-transformers --profile steward --json`,
    )
    .action(
      async (namespace: string, flags: TerminalFlags & RegistryFlags & { on?: string; json?: boolean }) => {
        const terminal = openTerminal(process.env, flags);
        const [{ systemClock }, { openRegistry }, { explain, explanationJson, explanationText }] =
          await Promise.all([
            import('../../clock.js'),
            import('../run-registry.js'),
            import('../run-registry-explain.js'),
          ]);
        const day = flags.on ?? new Date(systemClock.now()).toISOString().slice(0, 10);
        const opened = openRegistry(process.env, flags.registry, flags.profile);
        const explanation = explain(opened, namespace, day);
        terminal.answer(flags.json === true ? explanationJson(explanation) : explanationText(explanation));
      },
    );
}

function addMissing(registry: Command): void {
  const command = registry
    .command('missing')
    .summary('the most downloaded accounts without country or type, as rows to fill')
    .description(
      'Prints the accounts with the most downloads (last 30 days) of the newest night of which the registry lacks the ' +
        'country or the type, as CSV rows of entities.csv ready to fill; --rows namespaces prints the rows that accounts ' +
        'without any need beside them.',
    )
    .option('--top <n>', 'how many accounts', positiveInteger, 200)
    .addOption(
      new Option('--rows <file>', 'of which file').choices(['entities', 'namespaces']).default('entities'),
    );
  addTerminalOptions(addStoreOption(addProfileOption(addOverlayOption(command))))
    .addHelpText(
      'after',
      `
Examples:
  oai registry missing --top 200 > my-rows/entities.csv
  oai registry missing --top 200 --rows namespaces > my-rows/namespaces.csv
  oai registry lint --registry my-rows`,
    )
    .action(
      async (flags: TerminalFlags & RegistryFlags & { db?: string; top: number; rows: MissingRows }) => {
        const terminal = openTerminal(process.env, flags);
        const [{ openRegistry }, { missingAccounts, missingCsv }] = await Promise.all([
          import('../run-registry.js'),
          import('../run-registry-missing.js'),
        ]);
        const opened = openRegistry(process.env, flags.registry, flags.profile);
        const csv = await readNewestNight('oai registry missing', flags.db, (night) => {
          const accounts = missingAccounts(night, opened, '30d', flags.top);
          return missingCsv(accounts, opened, night.night.date, flags.rows);
        });
        terminal.answer(csv);
      },
    );
}

function addDiff(registry: Command): void {
  const command = registry
    .command('diff <a> <b>')
    .summary('what another registry or profile would change')
    .description(
      'Computes the shares of countries and types on the newest night under two registries, side by side. Each is a ' +
        'profile (default, steward, parent-seat, hf-french, paper) or a folder with rows over the built-in ones.',
    )
    .addOption(
      new Option('--metric <metric>', 'what is counted').choices(['30d', 'all-time', 'likes']).default('30d'),
    )
    .addOption(
      new Option('--attribute <view>', 'who a model counts for')
        .choices(['author', 'base', 'root'])
        .default('author'),
    )
    .option('--cohort <cohort>', 'which models: all, created:2025 or age<365d', 'all');
  addTerminalOptions(addOutputOptions(addStoreOption(addOverlayOption(command))))
    .addHelpText(
      'after',
      `
Examples:
  oai registry diff default steward
  oai registry diff default my-rows --metric all-time --json`,
    )
    .action(async (a: string, b: string, flags: TerminalFlags & OutputFlags & DiffFlags) => {
      const terminal = openTerminal(process.env, flags);
      const format = outputFormat(flags);
      const [{ namedRegistry }, { attributionDifference }] = await Promise.all([
        import('../run-registry-diff.js'),
        import('../../reports/attribution-difference.js'),
      ]);
      const report = attributionDifference(
        namedRegistry(process.env, a, flags.registry),
        namedRegistry(process.env, b, flags.registry),
      );
      const { metric, attribute, cohort } = flags;
      const output = await readNewestNight('oai registry diff', flags.db, (night) =>
        report.run(night, { metric, attribute, cohort }, { registry: noOtherRegistry }),
      );
      const path = resolveSetting('db', flags.db, process.env);
      await printOutput(terminal, output, storeFlag(path, process.env), format, flags);
    });
}

interface DiffFlags {
  db?: string;
  registry?: string[];
  metric: string;
  attribute: string;
  cohort: string;
}

function noOtherRegistry(): never {
  throw new Error('registry diff has the two registries that it compares');
}

async function readNewestNight<Result>(
  name: string,
  db: string | undefined,
  read: (night: NightReader) => Result,
): Promise<Result> {
  const [{ systemClock }, { openSnapshot }, { NightReader: reader }] = await Promise.all([
    import('../../clock.js'),
    import('../../store/open.js'),
    import('../../store/night-reader.js'),
  ]);
  const path = resolveSetting('db', db, process.env);
  const store = openSnapshot({ path, clock: systemClock, command: name });
  try {
    return read(reader.open(store.db));
  } finally {
    store.close();
  }
}

function addImportPaper(registry: Command): void {
  const command = registry
    .command('import-paper <file>')
    .summary("the labels of the paper's annotation table, as a folder for --profile paper")
    .description(
      'Reads the annotation table of "Economies of Open Intelligence" (CSV or Parquet with the columns author, org_type ' +
        'and org_country_single), which may not be shipped, and writes its labels as a registry folder. They count with ' +
        '--profile paper and change nothing else.',
    )
    .requiredOption('-o, --output <dir>', 'folder to write');
  addTerminalOptions(addOverlayOption(command))
    .addHelpText(
      'after',
      `
Examples:
  oai registry import-paper annotations.csv -o paper-labels
  oai registry explain Gensyn --registry paper-labels --profile paper`,
    )
    .action(async (file: string, flags: TerminalFlags & { registry?: string[]; output: string }) => {
      const terminal = openTerminal(process.env, flags);
      const [{ openRegistry }, { importPaper }] = await Promise.all([
        import('../run-registry.js'),
        import('../run-registry-import.js'),
      ]);
      const opened = openRegistry(process.env, flags.registry, 'default');
      const { authors, added, unread } = await importPaper(file, flags.output, opened, terminal);
      for (const [label, rows] of unread) {
        terminal.warning(`${safeText(label)} could not be read and was left out (${plural(rows, 'row')})`);
      }
      terminal.answer(
        `${safeText(flags.output)}: labels of ${plural(authors, 'author')}, ${added} of them not in the registry\n`,
      );
      terminal.hint(`next: oai registry lint --registry ${safeText(flags.output)}`);
    });
}
