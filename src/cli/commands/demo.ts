import { type Command, Option } from 'commander';
import { type Recording, recordings } from '../../local-hub/recordings.js';
import { exitCodes } from '../exit-code.js';
import { addTerminalOptions } from '../options.js';
import type { EndWith } from '../program.js';
import { openTerminal, type Terminal } from '../terminal.js';

interface DemoFlags {
  data: Recording;
  output?: string;
  quiet?: boolean;
  color?: boolean;
}

export function addDemoCommand(program: Command, endWith: EndWith): void {
  const command = program
    .command('demo')
    .summary('crawl and report recorded data, without network')
    .description(
      'Serves recorded Hub data on loopback, crawls it over HTTP into a new store in the temporary folder and prints the ' +
        'concentration report. Nothing leaves this machine and no store of yours is touched.',
    )
    .addOption(
      new Option('--data <recording>', 'july-2022 is the whole Hub of that month, the others are samples')
        .choices(recordings)
        .default('august-2026'),
    )
    .option('-o, --output <folder>', 'write every report as a site as well: pages, pictures, data');
  addTerminalOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  oai demo\n  oai demo --data july-2022\n  oai demo -o site           begin with site/index.html',
    )
    .action(async (flags: DemoFlags) => endWith(await runDemo(openTerminal(process.env, flags), flags)));
}

const described = {
  'august-2026': '15,904 models that were new or trending around 19 to 22 August 2026: a sample, not the Hub',
  'may-2026': '4,167 models of May 2026 with all-time downloads: a sample, not the Hub',
  'july-2022': 'the whole public Hub of about 1 July 2022: 55,524 models',
} as const satisfies Record<Recording, string>;

async function runDemo(terminal: Terminal, { data, output: folder }: DemoFlags): Promise<number> {
  const { demonstrate } = await import('../run-demo.js');
  terminal.info(`Recorded data: ${described[data]} (see NOTICE).`);
  const outcome = await demonstrate(terminal, data, folder);
  if ('exitCode' in outcome) return outcome.exitCode;
  const { path, reportText } = outcome;
  terminal.answer(reportText);
  terminal.hint(`\nThe store: ${path}`);
  if (folder !== undefined) terminal.hint(`The site: ${folder}; begin with index.html`);
  terminal.hint(`next: oai report concentration --by author --db ${path}`);
  terminal.hint(`      oai status --db ${path}`);
  terminal.hint('      oai crawl            (the real Hub, into a store of its own)');
  return exitCodes.done;
}
