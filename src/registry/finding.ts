/** Where a value was written. */
export interface Origin {
  /** Path as the reader knows it. */
  file: string;
  /** Line of the row, from 1. */
  line: number;
}

/** Something wrong in a registry, and its mend. */
export interface RegistryFinding extends Origin {
  what: string;
  todo: string;
}

/** `data/registry/entities.csv:12`. */
export function originText({ file, line }: Origin): string {
  return `${file}:${line}`;
}
