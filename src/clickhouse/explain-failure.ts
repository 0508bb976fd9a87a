import { DamagedStoreError, MissingDataError, type OaiError, UsageError } from '../errors.js';
import { type EngineFailure, NO_CLICKHOUSE } from './engine.js';
import type { TablePlace } from './table-place.js';

type Explanation = (place: TablePlace, why: string, cause: unknown) => OaiError;

const noTables: Explanation = ({ name }, why, cause) =>
  new MissingDataError(`There are no tables of oai in ${name}.`, {
    why,
    todo: 'Write them with `oai export -o FOLDER`; docs/clickhouse.md says how they get to a server or a bucket.',
    cause,
  });
const otherTables: Explanation = ({ name }, why, cause) =>
  new UsageError(`The tables in ${name} are not those that this version of oai writes.`, {
    why,
    todo: 'Export them again with this version.',
    cause,
  });
const damagedFile: Explanation = ({ name }, why, cause) =>
  new DamagedStoreError(`A file in ${name} is not whole.`, {
    why,
    todo: 'Export it again with `oai export`, all tables together.',
    cause,
  });
const noDatabase: Explanation = ({ name }, why, cause) =>
  new MissingDataError(`The server does not have ${name}.`, {
    why,
    todo: 'Name another with --database; docs/clickhouse.md says how the tables get there.',
    cause,
  });
const refused: Explanation = (_, why, cause) =>
  new UsageError('The server refuses this user.', {
    why,
    todo: 'Set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD; the user needs SELECT, and to set formats (readonly 0 or 2).',
    cause,
  });
const unreachable: Explanation = (_, why, cause) =>
  new UsageError('The server cannot be reached.', {
    why,
    todo: 'Check --url, and that the server is up: the address is that of its HTTP interface, by default port 8123.',
    cause,
  });
const noClickHouse: Explanation = (_, why, cause) =>
  new UsageError('What answers at --url is not the HTTP interface of ClickHouse.', {
    why,
    todo: 'Check the address and the port: by default 8123, with TLS 8443; 9000 is for its own clients.',
    cause,
  });
const limited: Explanation = (_, why, cause) =>
  new UsageError('A limit of the server is in the way.', {
    why,
    todo: 'Raise it for this user; docs/clickhouse.md says what reports ask for.',
    cause,
  });
const untrusted: Explanation = (_, why, cause) =>
  new UsageError('The certificate of the server is not trusted.', {
    why,
    todo: 'Name its authority in NODE_EXTRA_CA_CERTS, or correct --url.',
    cause,
  });
const tooSlow: Explanation = (_, why, cause) =>
  new UsageError('The engine did not answer in time.', {
    why,
    todo: 'Try again when it is less busy, or raise its limit for this user.',
    cause,
  });
const tooLarge: Explanation = (_, why, cause) =>
  new UsageError('The engine has too little memory for this.', {
    why,
    todo: 'Raise its limit (max_memory_usage) for this user.',
    cause,
  });
const noAccess: Explanation = ({ name }, why, cause) =>
  new UsageError(`The engine cannot read ${name}.`, {
    why,
    todo: 'Check the address, and that the engine has credentials for it: AWS_ACCESS_KEY_ID and so on for a bucket.',
    cause,
  });

/** By ClickHouse's error codes (its ErrorCodes.cpp) and Node's. */
const explanations: Readonly<Record<string, Explanation>> = {
  47: otherTables,
  8: otherTables,
  16: otherTables,
  53: otherTables,
  60: noTables,
  81: noDatabase,
  107: noTables,
  400: noTables,
  636: noTables,
  159: tooSlow,
  160: tooSlow,
  209: tooSlow,
  202: limited,
  201: limited,
  158: limited,
  288: limited,
  290: limited,
  307: limited,
  394: limited,
  396: limited,
  452: limited,
  279: unreachable,
  519: unreachable,
  241: tooLarge,
  164: refused,
  192: refused,
  193: refused,
  194: refused,
  497: refused,
  516: refused,
  86: noAccess,
  210: noAccess,
  499: noAccess,
  1000: noAccess,
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EPROTO: unreachable,
  ETIMEDOUT: tooSlow,
  [NO_CLICKHOUSE]: noClickHouse,
  CERT_HAS_EXPIRED: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
};

/** What happens next after a failure of the engine; one that says nothing known is given back as it is. */
export function explainFailure(failure: EngineFailure, place: TablePlace): Error {
  const { code } = failure;
  if (code === '' && /timeout/i.test(failure.message)) return tooSlow(place, firstLine(failure), failure);
  if (code === '499' && /HTTP response code: 404/.test(failure.message)) {
    return noTables(place, reasonOf(failure), failure);
  }
  // No file is found where none can be reached, too.
  if (code === '636' && /Connection refused|Host not found|HTTP status|Timeout/.test(failure.message)) {
    return noAccess(place, reasonOf(failure), failure);
  }
  if (
    /Not a parquet file|magic bytes|The file is empty|file is too short|Unexpected end of/i.test(
      failure.message,
    )
  ) {
    return damagedFile(place, reasonOf(failure), failure);
  }
  return explanations[code]?.(place, reasonOf(failure), failure) ?? failure;
}

function reasonOf(failure: EngineFailure): string {
  return firstLine({ message: failure.message.replace(/\s*\n\s*/g, ' ') });
}

/** The engine appends what it was doing, at length. */
function firstLine({ message }: { message: string }): string {
  const line = message.split('\n')[0] ?? '';
  return line.length > 300 ? `${line.slice(0, 300)}...` : line;
}
