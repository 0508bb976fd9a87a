import type { Nearest } from './report.js';
import type { ClaimLanguage, Reason } from './verdict-reason.js';
import type { Verdict } from './verdict.js';

export type Params = {
  source?: readonly string[] | undefined;
  statement?: readonly string[] | undefined;
  lang: ClaimLanguage;
};

/** A published figure beside the computed one. */
export interface JudgedClaim {
  id: string;
  /** The statement of the document that it bears on; may be empty. */
  statement: string;
  verdict: Verdict;
  words: string;
  words_ru: string;
  said_by: string;
  source: string;
  where: string;
  published_on: string;
  as_of: string;
  quantity: string;
  label: string;
  unit: string;
  metric: string;
  cohort: string;
  definition: string;
  not_stated: string;
  /** Null where the source gives no figure. */
  published: number | null;
  /** The band in which a computed value holds; null where it is open. */
  at_least: number | null;
  at_most: number | null;
  computed: number | null;
  /** `computed` less `published`, in the unit; null where the two were not compared. */
  difference: number | null;
  /** The night it was compared with. */
  night: string;
  reason: Reason;
  /** The reason in the language asked for. */
  why: string;
  nearest: Nearest | null;
  /** The command that computes it; empty where there is none. */
  command: string;
  contradicts: string;
  note: string;
  /** In Russian, of the statements of the document; else empty. */
  note_ru: string;
}

export interface ClaimsResult extends Record<string, unknown> {
  night: string;
  models: number;
  /** How many public models the Hub had on that night, by the published counts. */
  hub_models: number;
  statements: Record<Verdict, number>;
  verdicts: Record<Verdict, number>;
  claims: JudgedClaim[];
}
