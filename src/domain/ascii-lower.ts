/** ASCII letters in lower case, as SQLite's and ClickHouse's `lower()` have them; other letters as they are. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
