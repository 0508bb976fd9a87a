import {
  CheckFailedError,
  LockedError,
  MissingDataError,
  StoppedEarlyError,
  TokenRefusedError,
  UsageError,
} from '../errors.js';

/** What the process tells its caller; listed in the README and checked against it. */
export const exitCodes = {
  done: 0,
  bug: 1,
  usage: 2,
  stoppedEarly: 3,
  locked: 4,
  missingData: 5,
  tokenRefused: 6,
  checkFailed: 7,
  hangUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof StoppedEarlyError) return exitCodes.stoppedEarly;
  if (error instanceof LockedError) return exitCodes.locked;
  if (error instanceof MissingDataError) return exitCodes.missingData;
  if (error instanceof TokenRefusedError) return exitCodes.tokenRefused;
  if (error instanceof CheckFailedError) return exitCodes.checkFailed;
  return exitCodes.bug;
}
