import { OaiError, StoppedEarlyError, UsageError } from '../errors.js';

const fullDisk = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const misplaced = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST']);

/** Runs `work` on the files of kept pages below `folder`, turning what the system reports into what happens next. */
export function withArchiveErrors<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explained(error, folder);
  }
}

function explained(error: unknown, folder: string): unknown {
  if (error instanceof OaiError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  if (fullDisk.has(code)) {
    return new StoppedEarlyError(`The disk that holds ${folder} is full.`, {
      why: `It takes no more (${code}); the store has every page that was kept before.`,
      todo: 'Free some space and run the same command again: it goes on from the last page.',
      cause: error,
    });
  }
  if (misplaced.has(code)) {
    return cannotHoldPages(folder, error);
  }
  return new StoppedEarlyError(`Keeping pages in ${folder} failed.`, {
    why: error.message,
    todo: 'Check the folder, then run the same command again: it goes on from the last page.',
    cause: error,
  });
}

export function cannotHoldPages(folder: string, error: unknown): UsageError {
  return new UsageError(`${folder} cannot hold pages.`, {
    why: error instanceof Error ? error.message : String(error),
    todo: 'Give --keep-pages a folder that may be written to.',
    cause: error,
  });
}
