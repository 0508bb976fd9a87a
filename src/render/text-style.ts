import pc from 'picocolors';
import type { Language } from './language.js';
import { safeWords } from './text-layout.js';
import { translation } from './translation.js';

/** How text output is drawn. */
export interface TextOptions {
  /** Columns of the terminal; 80 where it is not known. */
  width: number;
  colour: boolean;
  /** False draws with ASCII only; text that comes from the data keeps its letters. */
  unicode: boolean;
  /** English where none is given. */
  language?: Language | undefined;
}

/** Marks and colours for one output. Colour repeats what words and layout already say. */
export interface TextStyle {
  width: number;
  unicode: boolean;
  language: Language;
  ellipsis: string;
  bullet: string;
  separator: string;
  rule: string;
  /** Text from the data or a report, safe to print on one line. */
  words: (text: string) => string;
  /** A word of ours, in the language of the output. */
  translate: (text: string) => string;
  strong: (text: string) => string;
  faint: (text: string) => string;
  accent: (text: string) => string;
}

const NARROWEST = 40;

/** Marks that reports put before a word; what they mean the word says. */
const ASCII_MARKS: Readonly<Record<string, string>> = { '✓': '+', '✗': 'x', '≠': '~', '∅': '0', '…': '...' };

export function textStyle({ width, colour, unicode, language = 'en' }: TextOptions): TextStyle {
  const colours = pc.createColors(colour);
  const ellipsis = unicode ? '…' : '...';
  return {
    width: Math.max(NARROWEST, Math.floor(width)),
    unicode,
    language,
    ellipsis,
    bullet: unicode ? '•' : '-',
    separator: unicode ? ' · ' : ' | ',
    rule: unicode ? '─' : '-',
    words: (text) => {
      const safe = safeWords(text, ellipsis);
      return unicode ? safe : safe.replace(/[\u00A0\u2009\u202F✓✗≠∅…]/g, (mark) => ASCII_MARKS[mark] ?? ' ');
    },
    translate: (text) => translation(language).words(text),
    strong: colours.bold,
    faint: colours.dim,
    accent: colours.cyan,
  };
}
