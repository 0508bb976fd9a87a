import { type Command, InvalidArgumentError } from 'commander';
import { parseDuration } from '../config/duration.js';

/** Authors asked for after a crawl of the whole Hub: about one window of the anonymous quota. */
export const defaultAuthors = 200;
/** Followers, plans and badges move slowly. */
export const defaultAuthorsMaxAge = '30d';

export interface AuthorFlags {
  authors?: number;
  authorsMaxAge?: string;
}

/** Which authors a command asks for. */
export interface AuthorChoice {
  /** Every due one when undefined. */
  atMost: number | undefined;
  maxAgeMs: number;
}

/** @param fallbackText how many are asked for unless told */
export function addAuthorOptions(command: Command, fallbackText: string): Command {
  return command
    .option(
      '--authors <n>',
      `ask the Hub who n authors are, the most downloaded first; 0 for none (default: ${fallbackText})`,
      countFromZero,
    )
    .option(
      '--authors-max-age <duration>',
      `ask again for an author asked for so long ago (default: ${defaultAuthorsMaxAge})`,
    );
}

/** @throws UsageError when the age is no duration */
export function authorChoice({ authors, authorsMaxAge }: AuthorFlags, fallback?: number): AuthorChoice {
  return { atMost: authors ?? fallback, maxAgeMs: parseDuration(authorsMaxAge ?? defaultAuthorsMaxAge) };
}

function countFromZero(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('It must be a whole number from 0.');
  }
  return value;
}
