const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/**
 * Text of a server made fit for a message: one line, no control or bidirectional characters, no secret, at most
 * `maxLength` characters.
 */
export function serverText(text: string, secret: string | undefined, maxLength = 300): string {
  // Hidden before it is cut, or a part of the secret could stay at the end.
  const line = hideSecret(text.toWellFormed().replace(CONTROLS, ' ').trim(), secret);
  const characters = [...line];
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join('')}…`;
}

/** `text` with every occurrence of the secret, as it is or percent-encoded, replaced by `***`. */
export function hideSecret(text: string, secret: string | undefined): string {
  if (secret === undefined || secret === '') return text;
  return text.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***');
}

/**
 * What the Hub says went wrong: from a JSON body (`error` as text or list, `errors[].message`, `error_description`,
 * `message`), else from `X-Error-Message`, else the title or the text of a body that is not JSON. Empty when it says
 * nothing. Not cleaned.
 */
export function errorMessage(headers: Headers, bodyText: string): string {
  return jsonMessage(bodyText) ?? headers.get('x-error-message') ?? plainMessage(bodyText);
}

function jsonMessage(bodyText: string): string | undefined {
  const body = parsed(bodyText);
  if (!isRecord(body)) return undefined;
  const { error, errors, error_description: description, message } = body;
  const candidates: unknown[] = [
    ...(Array.isArray(error) ? [joined(error)] : [error]),
    Array.isArray(errors) ? joined(errors.map((one: unknown) => (isRecord(one) ? one['message'] : one))) : '',
    description,
    message,
  ];
  return candidates.find((text): text is string => typeof text === 'string' && text.trim() !== '');
}

function joined(texts: readonly unknown[]): string {
  return texts.filter((text) => typeof text === 'string').join('; ');
}

function plainMessage(bodyText: string): string {
  if (parsed(bodyText) !== undefined) return '';
  const head = bodyText.slice(0, 20_000);
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(head)?.[1]?.trim() ?? '';
  return title !== '' ? title : head.replace(/<[^>]*>/g, ' ');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
