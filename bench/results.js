import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const SIGNIFICANT_DIGITS = 5;

/** The results kept so far; none is an answer. */
export function readResults(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { machine: null, scenarios: {} };
}

/** Scenarios measured again take the place of the earlier ones; those of another machine go. */
export function mergeResults(results, machine, measured) {
  const sameMachine = JSON.stringify(results.machine) === JSON.stringify(machine);
  const date = new Date().toISOString().slice(0, 10);
  const dated = Object.entries(measured).map(([name, result]) => [name, { measured_on: date, ...result }]);
  return { machine, scenarios: { ...(sameMachine ? results.scenarios : {}), ...Object.fromEntries(dated) } };
}

export async function writeResults(file, results) {
  const json = JSON.stringify(results, (_, value) =>
    typeof value === 'number' && !Number.isInteger(value)
      ? Number(value.toPrecision(SIGNIFICANT_DIGITS))
      : value,
  );
  writeFileSync(file, await pretty(json, 'json'));
}

/** As the repository formats its files. */
export async function pretty(text, parser) {
  const config = await resolveConfig(fileURLToPath(new URL('../package.json', import.meta.url)));
  return format(text, { ...config, parser });
}
