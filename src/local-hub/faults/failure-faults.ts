import { errorResponse } from '../response.js';
import type { HubResponse } from '../types.js';
import { always, breaking, type Fault, first, forEver } from './fault.js';

const failing = {
  500: () => errorResponse(500, 'Internal Error - We are working hard to fix this as soon as possible!'),
  502: () => htmlResponse(502, '502 Bad Gateway'),
  503: () => {
    const response = errorResponse(503, 'Service Unavailable');
    return { ...response, headers: { ...response.headers, 'Retry-After': '1' } };
  },
  504: () => htmlResponse(504, '504 Gateway Time-out'),
};

/** A page for people, as a balancer in front of the Hub sends it. */
export function htmlResponse(status: number, title: string, type = 'text/html'): HubResponse {
  return {
    status,
    headers: { 'Content-Type': type, Server: 'awselb/2.0' },
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center></body>\r\n</html>`,
    bare: true,
  };
}

/** Errors of the Hub and of the balancer and the firewall before it. */
export const failureFaults: Record<string, Fault> = {
  ...Object.fromEntries(
    Object.entries(failing).flatMap(([status, response]) => [
      [`${status}-once`, breaking(`${status} once`, first(1), response)],
      [`${status}-five-times`, breaking(`${status} five times in a row`, first(5), response)],
      [`${status}-for-ever`, breaking(`${status} from the third page on, for ever`, forEver, response)],
    ]),
  ),
  '504-deep-pages': breaking(
    '504 at the first two requests for each page from the third on',
    ({ page, attempt }) => page >= 3 && attempt <= 2,
    failing[504],
  ),
  '503-always': breaking('503 to every request', always, failing[503]),
  '503-head': breaking(
    '503 when the newest are asked for once more at the end',
    ({ page, attempt }) => page === 1 && attempt > 1,
    failing[503],
  ),
  html: breaking('status 200 with an HTML page', first(1), () => htmlResponse(200, 'Hugging Face')),
  'html-as-json': breaking('status 200 with an HTML page called application/json', first(1), () =>
    htmlResponse(200, 'Hugging Face', 'application/json'),
  ),
  '405-captcha': breaking('405 with a captcha page', first(1), () => htmlResponse(405, 'Human Verification')),
  '401-revoked': breaking('401 as for a token that was revoked', forEver, () =>
    errorResponse(401, 'Invalid credentials in Authorization header'),
  ),
};
