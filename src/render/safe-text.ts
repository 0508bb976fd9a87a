/**
 * Characters that make text look like something else or steer a terminal: C0, DEL and C1 controls, format characters
 * (bidirectional controls, zero-width marks, tags), line and paragraph separators, other invisible characters, and lone
 * surrogates. The emoji presentation selector stays where it follows an emoji.
 * Source: Unicode Technical Report 36, section 2; UAX 44 for the property names.
 */
const UNSAFE =
  /(?!(?<=\p{Extended_Pictographic})\u{FE0F})[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** `text` with every unsafe character replaced by `escape(character)`. */
export function replaceUnsafe(text: string, escape: (character: string) => string): string {
  return text.replace(UNSAFE, escape);
}

/** `text` on one line with every unsafe character made visible, such as `\u{202E}`. */
export function safeText(text: string): string {
  return replaceUnsafe(text, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
  });
}
