import { accessSync, constants, mkdirSync } from 'node:fs';
import { UsageError } from '../errors.js';

/** @throws UsageError when the folder cannot be made, or not be written */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(`The reports cannot be written to ${folder}.`, {
      why: error instanceof Error ? error.message : String(error),
      todo: 'Choose another folder.',
      cause: error,
    });
  }
}
