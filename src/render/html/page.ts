import { createHash } from 'node:crypto';
import type { Language } from '../language.js';
import { Markup, markup, type MarkupValue, together } from '../markup.js';
import { translation } from '../translation.js';
import { pageScript } from './page-script.js';
import { pageStyle } from './style-sheet.js';

/** A page that is read as it is: from disk, from a mail, printed. It asks for nothing and sends nothing. */
export interface Page {
  language: Language;
  title: string;
  /** Other pages of the same folder: relative addresses that are our own. */
  links: readonly { href: string; text: string; language?: Language }[];
  header: Markup;
  main: Markup;
  footer: Markup;
}

/** Everything is inside the file; the policy makes the browser see to it. */
const POLICY = [
  "default-src 'none'",
  `style-src '${hashOf(pageStyle)}'`,
  `script-src '${hashOf(pageScript)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The page as HTML, ending in a newline. */
export function htmlPage({ language, title, links, header, main, footer }: Page): string {
  const { words } = translation(language);
  const page = markup`<!doctype html>
<html lang="${language}" data-filter="${words('filter')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#main">${words('Skip to the content')}</a>
${navigation(links, words('Pages'))}<header>${header}</header>
<main id="main">${main}</main>
<footer>${footer}</footer>
<script>${new Markup(pageScript)}</script>
</body>
</html>
`;
  return page.text;
}

function navigation(links: Page['links'], label: string): MarkupValue {
  if (links.length === 0) return null;
  const items = links.map(({ href, text, language }) =>
    language === undefined
      ? markup`<a href="${href}">${text}</a> `
      : markup`<a href="${href}" lang="${language}" hreflang="${language}">${text}</a> `,
  );
  return markup`<nav aria-label="${label}">${together(items)}</nav>\n`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
