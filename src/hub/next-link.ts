import LinkHeader from 'http-link-header';

/**
 * The target of `rel="next"` in a `Link` header, as written there: absolute or relative. `undefined` when there is none
 * or the header cannot be read. Never throws.
 */
export function nextLink(header: string | null | undefined): string | undefined {
  if (header === null || header === undefined) return undefined;
  try {
    // RFC 8288 allows space before the comma; http-link-header 1.1.4 loses the link after it.
    const [next] = LinkHeader.parse(header.replace(/\s+,/g, ',')).rel('next');
    const uri: unknown = next?.uri;
    // A "uri" parameter turns the target into a list.
    return typeof uri === 'string' && uri !== '' ? uri : undefined;
  } catch {
    return undefined;
  }
}
