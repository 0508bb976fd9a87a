import { safeText } from './safe-text.js';

/** Text that is HTML or XML already. */
export class Markup {
  readonly text: string;

  /** @param text written by us, or made by {@link markup}; nothing from the data */
  constructor(text: string) {
    this.text = text;
  }
}

export type MarkupValue = string | number | Markup | readonly Markup[] | null;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Template tag for HTML and XML: what is put in is text, escaped for elements and quoted attributes alike, with control and
 * bidirectional characters made visible; only {@link Markup} stays markup.
 */
export function markup(texts: TemplateStringsArray, ...values: MarkupValue[]): Markup {
  return new Markup(texts.reduce((whole, text, index) => whole + text + written(values[index] ?? null), ''));
}

/** Several pieces, one after the other. */
export function together(pieces: readonly Markup[]): Markup {
  return new Markup(pieces.map(({ text }) => text).join(''));
}

function written(value: MarkupValue): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return together(value).text;
  return escapeMarkup(String(value));
}

function escapeMarkup(text: string): string {
  return safeText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
