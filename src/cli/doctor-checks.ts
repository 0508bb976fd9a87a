import { existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { listingFields } from '../crawl/crawl-models.js';
import { listedWords } from '../domain/repository-record.js';
import { MissingDataError, StoppedEarlyError, UsageError } from '../errors.js';
import { account } from '../hub/account.js';
import { ModelListing } from '../hub/model-listing.js';
import { parseHttpDate } from '../hub/quota.js';
import { safeText } from '../render/safe-text.js';
import { LAUNCHD_LABEL } from '../schedule/launchd-plist.js';
import { shellQuote } from '../schedule/shell-script.js';
import { inspectStore, quickCheck, requireUnlocked } from '../store/inspect.js';
import { nightSummary, repositorySummaries } from '../store/summary.js';
import { cronSchedule } from './cron-schedule.js';
import type { DoctorContext } from './doctor-context.js';
import { formatBytes, formatDuration, plural } from './format.js';
import { systemdSchedule } from './systemd-schedule.js';

const CLOCK_OFF_MS = 60_000;
const FREE_BYTES = 2e9;
const WAL_BYTES = 1e9;
const NIGHT_AGE_MS = 36 * 3_600_000;

const unanswered: Finding = { text: 'unknown: the Hub did not answer', mend: 'oai doctor   (when it does)' };

/** What a check found; a failure is thrown, so that its class is the exit code. */
export interface Finding {
  text: string;
  /** Present when something is wrong though not broken: the command that mends it. */
  mend?: string;
}

export interface Check {
  name: string;
  run: (context: DoctorContext) => Finding | Promise<Finding>;
}

/** Everything `oai doctor` looks at, in the order it is told. */
export const checks: readonly Check[] = [
  { name: 'endpoint', run: checkEndpoint },
  { name: 'token', run: checkToken },
  { name: 'quota', run: checkQuota },
  { name: 'clock', run: checkClock },
  { name: 'disk', run: checkDisk },
  { name: 'store', run: checkStore },
  { name: 'lock', run: ({ path, clock }) => (requireUnlocked(path, clock), { text: 'free' }) },
  { name: 'night', run: checkNight },
  { name: 'schedule', run: checkSchedule },
];

async function checkEndpoint(context: DoctorContext): Promise<Finding> {
  const { endpoint } = context;
  try {
    const refused = await context.ask(async (client, signal) => {
      const listing = new ModelListing(client, { fields: listingFields, limit: 1 });
      await listing.page({ kind: 'start' }, { signal });
      return listing.refusedFields;
    });
    if (refused.length === 0) {
      return { text: `${endpoint} answers, and knows all ${listingFields.length} fields` };
    }
    return {
      text: `${endpoint} answers, but does not know ${refused.join(', ')}; crawls go on without`,
      mend: 'npm outdated oai   (a newer oai may know their new names)',
    };
  } catch (error) {
    // What it advises is for a crawl.
    if (!(error instanceof StoppedEarlyError)) throw error;
    throw new StoppedEarlyError(`${endpoint} gives no page of models.`, {
      ...(error.why === undefined ? {} : { why: error.why }),
      todo: `curl -sSi ${shellQuote(`${endpoint}/api/models?limit=1`)}   (another Hub: --endpoint)`,
      cause: error,
    });
  }
}

async function checkToken(context: DoctorContext): Promise<Finding> {
  const { token } = context;
  if (token === undefined) return { text: 'none; works without, at half the speed (`hf auth login`)' };
  const { name, plan } = await context.askWithToken((client, signal) => account(client, token, { signal }));
  return { text: `known to the Hub: ${safeText(name)}, ${plan}` };
}

async function checkQuota(context: DoctorContext): Promise<Finding> {
  const { answered, quota } = await context.probe();
  const { remaining, limit, resetS } = quota;
  if (remaining === undefined) return answered ? { text: 'the Hub tells none' } : unanswered;
  const left = `${remaining}${limit === undefined ? '' : ` of ${limit}`} requests left`;
  const text = resetS === undefined ? left : `${left}, a new window in ${formatDuration(resetS * 1000)}`;
  return remaining === 0 ? { text, mend: 'nothing: crawls wait for the new window' } : { text };
}

async function checkClock(context: DoctorContext): Promise<Finding> {
  const { answered, date, localMs } = await context.probe();
  if (!answered) return unanswered;
  const hubMs = parseHttpDate(date);
  if (hubMs === undefined) return { text: 'the Hub tells no time to compare with' };
  const aheadMs = localMs - hubMs;
  if (Math.abs(aheadMs) < CLOCK_OFF_MS) return { text: 'agrees with the Hub' };
  return {
    text: `${formatDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead of' : 'behind'} the Hub: nights would get a wrong date`,
    mend: 'timedatectl set-ntp true',
  };
}

async function checkDisk({ path }: DoctorContext): Promise<Finding> {
  let folder = dirname(resolve(path));
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const storeBytes = existsSync(path) ? statSync(path).size : 0;
  const text = `${formatBytes(bavail * bsize)} free in ${folder}`;
  // A backup, or the copy before a migration, takes as much as the store.
  return bavail * bsize < Math.max(FREE_BYTES, storeBytes)
    ? { text, mend: `oai prune --db ${shellQuote(path)}   (or move the store: --db)` }
    : { text };
}

function checkStore({ path, clock, timeoutMs }: DoctorContext): Finding {
  return inspectStore(path, ({ db, pending, bytes, walBytes }) => {
    const { problems, checked, tables } = quickCheck(db, clock, timeoutMs);
    if (problems.length > 0) {
      throw new UsageError(`${path} is damaged.`, {
        why: problems.slice(0, 3).join('; '),
        todo: 'restore it from a backup (`oai backup` makes them)',
      });
    }
    const size = `${path}, ${formatBytes(bytes)}`;
    if (pending > 0) {
      return {
        text: `${size}; of an older oai, ${plural(pending, 'migration')} to do`,
        mend: `oai status --db ${shellQuote(path)}   (copies the store, then upgrades it)`,
      };
    }
    if (walBytes > WAL_BYTES) {
      return {
        text: `${size}, and ${formatBytes(walBytes)} not yet merged into it`,
        mend: `sqlite3 ${shellQuote(path)} 'PRAGMA wal_checkpoint(TRUNCATE)'   (while nothing reads or writes)`,
      };
    }
    if (checked < tables) {
      return {
        text: `${size}; ${checked} of ${tables} tables looked at, all whole`,
        mend: `oai check --db ${shellQuote(path)}   (looks at all of it)`,
      };
    }
    return { text: `${size}, whole` };
  });
}

function checkNight({ path, clock }: DoctorContext): Finding {
  return inspectStore(path, ({ db, pending }) => {
    const crawl = `oai nightly --db ${shellQuote(path)}`;
    if (pending > 0) return { text: 'unknown until the store is upgraded', mend: crawl };
    const { newestNight, suspectNights } = nightSummary(db);
    if (newestNight === null) {
      throw new MissingDataError('The store has no good night.', {
        ...(suspectNights > 0 ? { why: `${plural(suspectNights, 'night is', 'nights are')} suspect.` } : {}),
        todo: suspectNights > 0 ? `oai runs --db ${shellQuote(path)}` : crawl,
      });
    }
    const ageMs = clock.now() - newestNight.finishedAt;
    const text = `${newestNight.night}, ${formatDuration(Math.max(0, ageMs))} old`;
    const doubts = [
      ...(suspectNights > 0
        ? [`${plural(suspectNights, 'newer night is', 'newer nights are')} suspect`]
        : []),
      ...repositorySummaries(db)
        .filter(({ suspect }) => suspect > 0)
        .map(({ kind, suspect }) => {
          const { many } = listedWords[kind];
          return `${plural(suspect, 'newer crawl', 'newer crawls')} of ${many}, suspect`;
        }),
    ];
    if (doubts.length > 0) {
      return { text: [text, ...doubts].join('; '), mend: `oai runs --db ${shellQuote(path)}` };
    }
    return ageMs > NIGHT_AGE_MS ? { text, mend: crawl } : { text };
  });
}

function checkSchedule(): Finding {
  const found = cronSchedule.find() ?? systemdSchedule.find() ?? findLaunchAgent();
  if (found === undefined) {
    return {
      text: 'none found in the crontab, the timers or the launch agents of this user',
      mend: 'oai schedule cron --install',
    };
  }
  const { where, problem } = found;
  return problem === undefined
    ? { text: where }
    : { text: `${where}, but ${problem.why}`, mend: problem.mend };
}

function findLaunchAgent(): { where: string; problem?: undefined } | undefined {
  const file = join(homedir(), 'Library', 'LaunchAgents', `${LAUNCHD_LABEL}.plist`);
  return existsSync(file) ? { where: `in ${file}` } : undefined;
}
