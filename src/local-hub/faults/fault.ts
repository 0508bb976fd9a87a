import type { HubRequest, HubResponse, Intercept, LocalHubOptions, ModelSource } from '../types.js';

/** One way in which the Hub, or what is between it and us, misbehaves during a walk of the listing. */
export interface Fault {
  /** What goes wrong and when, for people. */
  injects: string;
  /** One answer, broken in this way; absent where the models are at fault. */
  breakage?: Breakage;
  /** A fresh script for one server that serves `source`; a `source` in the answer takes its place. */
  begin: (source: ModelSource) => { intercept: Intercept } & Partial<Pick<LocalHubOptions, 'source'>>;
}

/** Where a walk is: its pages, and the requests for one of them, count from 1. */
export interface Moment {
  page: number;
  attempt: number;
}

export type When = (moment: Moment) => boolean;

/** Turns what the Hub would say into what is sent instead. */
export type Breakage = (answer: HubResponse, request: HubRequest, moment: Moment) => HubResponse;

/** In the middle of a walk: late enough that something is stored, early enough for a small Hub. */
export const MIDDLE = 3;

/** The first `count` requests for one page. */
export function first(count: number, page = MIDDLE): When {
  return (moment) => moment.page === page && moment.attempt <= count;
}

/** Every request from the middle of the walk on. */
export const forEver: When = ({ page }) => page >= MIDDLE;

export const always: When = () => true;

/** Numbers the requests of one server; a request that is not for the listing has no moment. */
export function momentCounter(): (request: HubRequest) => Moment | undefined {
  const attempts = new Map<string, number>();
  const pages = new Map<string, number>();
  return ({ url }) => {
    if (url.pathname !== '/api/models') return undefined;
    const page = pages.get(url.search) ?? pages.size + 1;
    const attempt = (attempts.get(url.search) ?? 0) + 1;
    pages.set(url.search, page);
    attempts.set(url.search, attempt);
    return { page, attempt };
  };
}

/** A fault that breaks answers and leaves the models alone. */
export function breaking(injects: string, when: When, breakage: Breakage): Fault {
  return {
    injects,
    breakage,
    begin: () => {
      const momentOf = momentCounter();
      return {
        intercept: (request, answer) => {
          const moment = momentOf(request);
          return moment !== undefined && when(moment) ? breakage(answer(), request, moment) : undefined;
        },
      };
    },
  };
}
