const ACCOUNT_NAME = /^[A-Za-z0-9_.-]+$/;

/** True for what an account of the Hub may be called; false for the start of a path or an address. */
export function isAccountName(text: string): boolean {
  return ACCOUNT_NAME.test(text) && text !== '.' && text !== '..';
}
