import { palette } from '../svg/palette.js';

const light = variables('light');
const dark = variables('dark');

/** Colours by name: the page's own and those of charts; `h0` to `h4` are the steps of a heat-map. */
function variables(theme: 'light' | 'dark'): string {
  const own =
    theme === 'light'
      ? '--bg:#fff;--fg:#1b1b1b;--muted:#595959;--rule:#d5d5d5;--soft:#f4f4f2;--link:#0b5a8a;--in:#fff;--other:#767676;--band:#c9c9c9;--h0:#eef4f8;--h1:#c5dcea;--h2:#8fbcd8;--h3:#1f77aa;--h4:#0a4a73'
      : '--bg:#141414;--fg:#ececec;--muted:#b0b0b0;--rule:#3d3d3d;--soft:#1f1f1f;--link:#7cc7ef;--in:#111;--other:#a0a0a0;--band:#565656;--h0:#16222b;--h1:#1d3d52;--h2:#28617f;--h3:#4ba6dd;--h4:#b5def5';
  return `${own};${palette.map((colour, place) => `--c${place}:${colour[theme]}`).join(';')}`;
}

const places = palette.map((_, place) => String(place));
const perColour = [
  ...places.map(
    (place) =>
      `.f${place}{fill:var(--c${place})}.s${place}{stroke:var(--c${place})}.t${place}{fill:var(--c${place})}`,
  ),
  '.fother{fill:var(--other)}.sother{stroke:var(--other)}.tother,.tunknown{fill:var(--muted)}.sunknown{stroke:var(--muted)}.funknown{fill:var(--muted)}',
  ...[0, 1, 2, 3, 4].map((step) => `.h${step}{fill:var(--h${step})}`),
].join('');

/** The rules of charts; the same in a page and in a file of their own. */
export const chartStyle = [
  `:root{color-scheme:light dark;${light}}`,
  `@media (prefers-color-scheme:dark){:root{${dark}}}`,
  `@media print{:root{color-scheme:light;${light}}}`,
  perColour,
  '.ct{font:12px/16px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--fg);font-variant-numeric:tabular-nums}',
  '.ct.cm{fill:var(--muted)}.ct.cs{font-weight:600}.ct.ci{fill:var(--in)}',
  '.ct.co,.ct.ch{paint-order:stroke;stroke:var(--bg);stroke-width:4px;stroke-linejoin:round}',
  ...places.map((place) => `.ct.t${place}{fill:var(--c${place})}`),
  '.ct.tother,.ct.tunknown{fill:var(--muted)}',
  '.cg{stroke:var(--rule);stroke-width:1}.ca{stroke:var(--muted);stroke-width:1}.cw{stroke:var(--fg);stroke-width:1.5}',
  '.ce{stroke:var(--muted);stroke-width:1;stroke-dasharray:4 4}.cl{fill:none;stroke-width:2}.cb{fill-opacity:.2}.cd{fill-opacity:.85}',
  '.cp{fill:var(--bg);stroke:var(--fg);stroke-width:2}.cz{fill:var(--band)}.hn{fill:none;stroke:var(--rule)}',
  '.fub{fill:var(--soft)}.sul{stroke:var(--muted);stroke-width:2}',
  '.ct.x0,.ct.x1,.ct.x2{fill:var(--fg)}.ct.x3,.ct.x4{fill:var(--in)}',
  '@media (prefers-color-scheme:light){.ct.x2{fill:#1b1b1b}}',
].join('\n');

/** The rules of pages. */
export const pageStyle = [
  chartStyle,
  '*{box-sizing:border-box}',
  'body{margin:0;background:var(--bg);color:var(--fg);font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}',
  'header,main,footer,nav{max-width:960px;margin:0 auto;padding:0 16px}',
  'header{padding-top:24px}nav{padding-top:16px;font-size:15px}nav a{display:inline-block;margin-right:16px}',
  'p,ul,ol,dl,blockquote{max-width:68ch}',
  'h1{font-size:30px;line-height:1.2;margin:8px 0 16px;max-width:26em}h2{font-size:22px;line-height:1.3;margin:40px 0 8px}h3{font-size:17px;line-height:1.4;margin:0 0 4px}',
  'a{color:var(--link)}a:focus-visible,button:focus-visible,summary:focus-visible,input:focus-visible,.scroll:focus-visible{outline:3px solid var(--c4);outline-offset:2px}',
  '.note,footer,.sub{font-size:15px;color:var(--muted)}.sub{margin:0 0 8px}',
  'figure{margin:24px 0;max-width:960px}svg{display:block;max-width:100%;height:auto}.scroll svg{max-width:none}',
  '.narrow{display:none}@media (max-width:719px){.wide{display:none}.narrow{display:block}}',
  '.scroll{overflow-x:auto;max-width:100%}',
  'table{border-collapse:collapse;font-size:15px;font-variant-numeric:tabular-nums;margin:8px 0}th,td{text-align:left;padding:4px 12px 4px 0;border-bottom:1px solid var(--rule);vertical-align:top;overflow-wrap:break-word}td:not(.n){min-width:5em;max-width:24em}td.w,th.w{min-width:16em}',
  'th.n,td.n{text-align:right;white-space:nowrap}thead th{vertical-align:bottom;font-weight:600;overflow-wrap:normal}',
  'thead button{all:unset;cursor:pointer;font-weight:600}thead button::after{content:" ↕";color:var(--muted)}th[aria-sort=ascending] button::after{content:" ↑"}th[aria-sort=descending] button::after{content:" ↓"}',
  'details{margin:8px 0;font-size:15px}summary{cursor:pointer;color:var(--link)}',
  'dl.facts{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:4px 16px;font-variant-numeric:tabular-nums}dl.facts dt{color:var(--muted)}dl.facts dd{margin:0;text-align:right;font-weight:600}',
  'code{font:15px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}pre{background:var(--soft);padding:8px 12px;margin:8px 0;white-space:pre-wrap}pre code{display:block}pre.tree{white-space:pre;display:inline-block;min-width:100%}',
  '.verdict{display:inline-block;border:2px solid currentColor;border-radius:4px;padding:0 8px;font-size:15px;font-weight:600;white-space:nowrap}',
  '.pair{display:flex;flex-wrap:wrap;gap:8px 32px;margin:8px 0}.pair div{min-width:8em}.pair b{display:block;font-size:22px;font-variant-numeric:tabular-nums}',
  '.statement{border-top:1px solid var(--rule);padding-top:8px;margin-top:40px}',
  'input.filter,.switch button{font:inherit;font-size:15px;color:inherit;background:var(--bg);border:1px solid var(--muted);border-radius:4px;padding:4px 8px}.switch button[aria-pressed=true]{background:var(--fg);color:var(--bg)}',
  'footer{border-top:1px solid var(--rule);margin-top:48px;padding-top:16px;padding-bottom:48px}',
  '.skip{position:absolute;left:-9999px}.skip:focus{left:16px;top:8px;background:var(--bg);padding:8px}',
  '@media print{nav,.skip,input.filter,.switch{display:none}.statement,figure,tr{break-inside:avoid}a[href^=http]::after{content:" (" attr(href) ")"}.wide{display:block}.narrow{display:none}}',
].join('\n');
