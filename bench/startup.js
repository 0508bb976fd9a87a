// How long the command takes to start, beside Node alone.
import { heading, ratio, row } from './measure.js';
import { oaiProgram, runProgram } from './processes.js';

const commands = {
  '--version': ['--version'],
  'report --list': ['report', '--list'],
  'report concentration --help': ['report', 'concentration', '--help'],
};

const start = (...args) => runProgram(process.execPath, args);

export async function benchStartup({ quick }) {
  const runs = quick ? 3 : 15;
  heading(`startup: ${runs} runs`);
  const seconds = { node: [], ...Object.fromEntries(Object.keys(commands).map((name) => [name, []])) };
  await start(oaiProgram, '--version'); // Brings the files into the page cache.
  for (let run = 0; run < runs; run += 1) {
    seconds.node.push(await start('-e', '0'));
    for (const [name, args] of Object.entries(commands)) seconds[name].push(await start(oaiProgram, ...args));
  }
  const node = row('node -e 0', seconds.node, 's');
  const ratios = Object.fromEntries(
    Object.keys(commands).map((name) => {
      row(`oai ${name}`, seconds[name], 's');
      return [name, row(`oai ${name} to node -e 0`, ratio(seconds[name], seconds.node), 'x')];
    }),
  );
  return { node_s: node, ratios };
}
