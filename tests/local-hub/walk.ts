import type { ListedModel } from '../../src/domain/listed-model.js';

export interface Page {
  status: number;
  rows: ListedModel[];
  next: string | undefined;
  headers: Headers;
}

/** One listing page, and the URL its `Link` names. */
export async function fetchPage(url: string, headers: Record<string, string> = {}): Promise<Page> {
  const response = await fetch(url, { headers });
  const body = (await response.json()) as ListedModel[];
  const next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
  return { status: response.status, rows: body, next, headers: response.headers };
}

/** All rows from `url` on; `between` runs after each page. */
export async function walk(url: string, between: (page: number) => void = () => {}): Promise<ListedModel[]> {
  const rows: ListedModel[] = [];
  let next: string | undefined = url;
  for (let page = 1; next !== undefined; page++) {
    const fetched: Page = await fetchPage(next);
    rows.push(...fetched.rows);
    between(page);
    next = fetched.next;
  }
  return rows;
}

/** A model with invented values, unless given. `n` makes its `_id`, which ascends with it. */
export function model(n: number, given: Partial<ListedModel> = {}): ListedModel {
  return {
    _id: `64000000${n.toString(16).padStart(16, '0')}`,
    id: `author-${n % 3}/model-${n}`,
    createdAt: '2023-03-02T01:55:28.000Z',
    downloads: n,
    ...given,
  };
}
