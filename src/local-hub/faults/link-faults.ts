import { errorResponse } from '../response.js';
import type { HubResponse } from '../types.js';
import { always, type Breakage, breaking, type Fault, first, forEver } from './fault.js';

/** The answer with its `Link` rewritten: given the target, or undefined on the last page. */
function relinked(rewrite: (target: string, path: string) => string | undefined): Breakage {
  return (answer, { url, path }) => {
    const target = /<([^>]*)>/.exec(answer.headers['Link'] ?? '')?.[1];
    return target === undefined ? answer : withLink(answer, rewrite(target, url.origin + path));
  };
}

function withLink(answer: HubResponse, link: string | undefined, name = 'Link'): HubResponse {
  const headers = { ...answer.headers };
  delete headers['Link'];
  return { ...answer, headers: link === undefined ? headers : { ...headers, [name]: link } };
}

const refusedCursor: Breakage = (answer, { url }) =>
  url.searchParams.has('cursor') ? errorResponse(400, 'Invalid cursor') : answer;

/** Links that are missing, odd or lead astray, and cursors that are not taken. */
export const linkFaults: Record<string, Fault> = {
  'link-missing': breaking(
    'no Link from the second page on',
    ({ page }) => page >= 2,
    relinked(() => undefined),
  ),
  'link-missing-once': breaking(
    'no Link on one page in the middle',
    first(1),
    relinked(() => undefined),
  ),
  'link-no-space': breaking(
    'no space after the semicolon of each Link',
    always,
    relinked((target) => `<${target}>;rel="next"`),
  ),
  'link-relative': breaking(
    'a relative URL in each Link',
    always,
    relinked((target) => `<${new URL(target).pathname}${new URL(target).search}>; rel="next"`),
  ),
  'link-other-origin': breaking(
    'a Link to another server',
    first(1),
    relinked((target) => `<${target.replace(new URL(target).origin, 'http://127.0.0.1:9')}>; rel="next"`),
  ),
  'link-same-page': breaking(
    'a Link to the page just read',
    first(1),
    relinked((_, self) => `<${self}>; rel="next"`),
  ),
  'link-same-page-for-ever': breaking(
    'Links to the page just read, from the third page on',
    forEver,
    relinked((_, self) => `<${self}>; rel="next"`),
  ),
  'link-several-rels': breaking(
    'prev, first and next in each Link, and two relations of one target',
    always,
    relinked(
      (target, self) =>
        `<${self}>; rel="prev", <${self}>; rel="first" , <${target}>; rel="last next"; title="a, b"`,
    ),
  ),
  'link-lower-case': breaking('the name of the Link header in lower case', always, (answer) =>
    withLink(answer, answer.headers['Link'], 'link'),
  ),
  'link-garbage': breaking(
    'a Link that is not one',
    first(1),
    relinked(() => 'next page, please'),
  ),
  'cursor-refused': breaking('400 to a cursor of its own, once', first(1), refusedCursor),
  'cursor-refused-for-ever': breaking('400 to every cursor from the third page on', forEver, refusedCursor),
};
