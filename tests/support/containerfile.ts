export interface Instruction {
  name: string;
  text: string;
}

/** The instructions of each stage of a Containerfile, lines joined. */
export function readContainerfile(text: string): Instruction[][] {
  const instructions = text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Instruction => {
      const [, name, rest] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
      if (name === undefined || rest === undefined) throw new Error(`not an instruction: ${line}`);
      return { name, text: rest };
    });
  const stages: Instruction[][] = [];
  for (const instruction of instructions) {
    if (instruction.name === 'FROM') stages.push([]);
    stages.at(-1)?.push(instruction);
  }
  return stages;
}

/**
 * Whether an ignore file keeps a path, relative to its folder, from being sent: the last pattern that names it or a folder of it
 * decides. Source: https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
export function readIgnoreFile(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => ({ ignores: !line.startsWith('!'), pattern: pathPattern(line.replace('!', '')) }));
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.ignores ?? false;
}

function pathPattern(glob: string): RegExp {
  const inner = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*\*\/|\*/g, (stars) => (stars === '*' ? '[^/]*' : '(?:.*/)?'));
  return new RegExp(`^${inner}(?:/|$)`);
}
