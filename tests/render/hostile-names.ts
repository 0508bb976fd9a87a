/** Names that steer a terminal, a spreadsheet, a Markdown page or a parser. */
export const hostileNames = [
  '\u001B[31mred\u001B[0m',
  '\u009B2J clear',
  'bell\u0007 delete\u007F',
  'invoice\u202Egpj.exe',
  '\u2066isolated\u2069',
  'zero\u200Bwidth\u200D\uFEFF',
  'line\u2028and\u2029paragraph',
  'lone\uD800surrogate\uDC00',
  'tag\u{E0041}ged soft\u00ADhyphen filler\u3164',
  'two\nlines\r\nand\ttab',
  '=HYPERLINK("http://evil.example","click")',
  '+1+1',
  '-2+3',
  '@SUM(A1:A9)',
  '\t=1+1',
  '\r=1+1',
  '＝1+1',
  'a|b|c',
  '\\|still one cell',
  '`code` ``` *bold* _italic_ ~~gone~~ $x$',
  '[link](http://evil.example) ![image](http://evil.example)',
  '<script>alert(1)</script> &lt;b&gt; <!--',
  '# heading',
  '- item',
  '1. item',
  'https://evil.example www.evil.example',
  '"quoted", with comma',
  "it's",
  '',
  '   ',
  '通义千问'.repeat(100),
  '👩‍👩‍👧‍👦 family 🇰🇷 ❤️',
  'e' + '\u0301'.repeat(3000),
  'x'.repeat(5000),
  '__proto__',
];

const UNSAFE_RANGES: [number, number][] = [
  [0x00, 0x09],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfeff, 0xfeff],
  [0xd800, 0xdfff],
  [0xe0000, 0xe007f],
];

/** Code points that must not reach a screen, line feed excepted. */
export function unsafeCodePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0).filter((code) =>
    UNSAFE_RANGES.some(([from, to]) => code >= from && code <= to),
  );
}

/** Terminal columns by East Asian width and grapheme, measured apart from the code under test. */
export function terminalColumns(line: string): number {
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(line);
  return Array.from(graphemes, ({ segment }) =>
    /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation}|\uFE0F|[\uFF01-\uFF60]/u.test(
      segment,
    )
      ? 2
      : 1,
  ).reduce<number>((sum, width) => sum + width, 0);
}
