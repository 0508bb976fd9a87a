/** What came of asking for authors, in one process. */
export interface AuthorTally {
  /** Authors of which the Hub's answer is stored. */
  asked: number;
  organisations: number;
  users: number;
  /** Of which the Hub says that there is no such account. */
  gone: number;
  /** Whose answer named no account. */
  unreadable: number;
  /** Known before, and another now in kind, name, verified, plan, PRO or in being there. */
  changed: number;
  /** Of which no answer could be had; they stay due. */
  failed: number;
}

export type AuthorEvent =
  | { kind: 'authors-started'; toAsk: number }
  | { kind: 'author-asked'; tally: AuthorTally }
  | { kind: 'author-set-aside'; name: string; field: string | null; reason: string }
  | { kind: 'author-failed'; name: string; reason: string };
