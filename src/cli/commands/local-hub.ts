import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../../errors.js';
import { type Recording, recordings } from '../../local-hub/recordings.js';
import { exitCodes } from '../exit-code.js';
import { Interruption } from '../interruption.js';
import { addTerminalOptions, positiveInteger } from '../options.js';
import type { EndWith } from '../program.js';
import { openTerminal } from '../terminal.js';

interface LocalHubFlags {
  data: Recording;
  generate?: number;
  seed: number;
  port: number;
  latency: number;
  quota?: number;
  window?: number;
  fault?: string;
  quiet?: boolean;
  color?: boolean;
}

export function addLocalHubCommand(program: Command, endWith: EndWith): void {
  const command = program
    .command('local-hub')
    .summary("serve the Hub's listing from this machine, for trials without network")
    .description(
      "Serves the Hub's wire format on loopback over recorded or generated models until it is interrupted. " +
        'Prints its address on stdout; point `oai crawl --endpoint` at it.',
    )
    .addOption(
      new Option('--data <recording>', 'recorded models to serve').choices(recordings).default('august-2026'),
    )
    .option('--generate <n>', 'serve n generated models instead', positiveInteger)
    .option('--seed <n>', 'of the generated models: the same seed, the same Hub', nonNegativeInteger, 1)
    .option('--port <n>', 'port to listen on; 0 takes a free one', portNumber, 0)
    .option('--latency <ms>', 'added to every answer', nonNegativeInteger, 0)
    .option(
      '--quota <n>',
      'requests a caller may send in a window (default: 500, with a token 1000)',
      positiveInteger,
    )
    .option('--window <seconds>', 'length of the window (default: 300)', positiveInteger)
    .option('--fault <name>', 'misbehave in one of the ways of docs/faults.md; "list" names them');
  addTerminalOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  oai local-hub --port 8080
  oai local-hub --generate 100000 --latency 300 --quota 1000
  oai local-hub --fault 503-for-ever        what a crawl makes of it is in docs/faults.md
  oai crawl --endpoint http://127.0.0.1:8080 --db try.db`,
    )
    .action(async (flags: LocalHubFlags) => endWith(await serve(flags)));
}

async function serve(flags: LocalHubFlags): Promise<number> {
  const terminal = openTerminal(process.env, flags);
  const { faultNames, faultyHub } = await import('../../local-hub/faults/faulty-hub.js');
  if (flags.fault === 'list') {
    terminal.answer(`${faultNames.join('\n')}\n`);
    return exitCodes.done;
  }
  if (flags.fault !== undefined && !faultNames.includes(flags.fault)) {
    throw new UsageError(`There is no fault ${JSON.stringify(flags.fault)}.`, {
      todo: '`oai local-hub --fault list` names them.',
    });
  }
  const [{ systemClock }, { startLocalHub }, { modelSource }] = await Promise.all([
    import('../../clock.js'),
    import('../../local-hub/start-local-hub.js'),
    import('../model-source.js'),
  ]);
  const { generate, seed, data } = flags;
  const served = await modelSource(generate === undefined ? { recording: data } : { models: generate, seed });
  const starting = startLocalHub({
    ...served,
    ...(flags.fault === undefined ? {} : faultyHub(flags.fault, served.source)),
    clock: systemClock,
    port: flags.port,
    latencyMs: flags.latency,
    // Whoever tries it with a token in the environment must not be turned away.
    tokens: { get: (token) => (token === '' ? undefined : { user: 'local', plan: 'free' }) },
    quota: {
      ...(flags.quota === undefined ? {} : { anonymous: flags.quota, free: flags.quota }),
      ...(flags.window === undefined ? {} : { windowS: flags.window }),
    },
  });
  const hub = await starting.catch((error: unknown) => {
    throw new UsageError(`Port ${flags.port} cannot be listened on.`, {
      why: error instanceof Error ? error.message : String(error),
      todo: 'Choose another with --port, or leave it out for a free one.',
    });
  });
  const interruption = new Interruption();
  terminal.answer(`${hub.endpoint}\n`);
  terminal.hint(`next: oai crawl --endpoint ${hub.endpoint} --db try.db`);
  await new Promise<void>((resolve) => interruption.stopSignal.addEventListener('abort', () => resolve()));
  interruption.dispose();
  await hub.close();
  return interruption.exitCode ?? exitCodes.done;
}

function nonNegativeInteger(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 0.');
  return Number(text);
}

function portNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('It must be from 0 to 65535.');
  return Number(text);
}
