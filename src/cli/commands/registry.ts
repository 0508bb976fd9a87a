import type { Command } from 'commander';
import { safeText } from '../../render/safe-text.js';
import { exitCodes } from '../exit-code.js';
import { plural } from '../format.js';
import { addTerminalOptions } from '../options.js';
import type { EndWith } from '../program.js';
import { addOverlayOption, addProfileOption, type RegistryFlags } from '../registry-options.js';
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
  oai registry import-paper annotations.csv -o paper-labels`,
    );
  addLint(registry, endWith);
  addExplain(registry);
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

function addImportPaper(registry: Command): void {
  const command = registry
    .command('import-paper <file>')
    .summary("the labels of the paper's annotation table, as a folder for --profile paper")
    .description(
      'Reads the annotation table of "Economies of Open Intelligence" (CSV with the columns author, org_type and ' +
        'org_country_single), which may not be shipped, and writes its labels as a registry folder. They count with ' +
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
