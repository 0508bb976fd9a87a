import { palette } from './palette.js';

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
