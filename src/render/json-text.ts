import { replaceUnsafe } from './safe-text.js';

/**
 * Plain data as JSON text, keys in the order they have. Unlike `JSON.stringify`, a bigint becomes an integer literal, and
 * characters that would steer a terminal are written as `\uXXXX`, which a parser reads back unchanged.
 *
 * @param indent spaces per level; 0 for one line
 * @throws TypeError for what is not plain data (functions, class instances, typed arrays), which would lose its content
 */
export function jsonText(value: unknown, indent = 0): string {
  return write(value, indent, indent === 0 ? '' : '\n');
}

/** @param newline the line break and margin that children of this level start with, less one indent */
function write(value: unknown, indent: number, newline: string): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return quote(value);
  if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'number') {
    return JSON.stringify(value ?? null);
  }
  const inner = newline === '' ? '' : newline + ' '.repeat(indent);
  if (Array.isArray(value)) {
    return enclose(
      '[',
      value.map((item) => write(item, indent, inner)),
      ']',
      newline,
      inner,
    );
  }
  if (!isPlainObject(value)) throw new TypeError(`Not plain data: ${Object.prototype.toString.call(value)}`);
  const separator = indent === 0 ? ':' : ': ';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => quote(key) + separator + write(member, indent, inner));
  return enclose('{', members, '}', newline, inner);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function enclose(open: string, items: string[], close: string, newline: string, inner: string): string {
  if (items.length === 0) return open + close;
  return open + inner + items.join(',' + inner) + newline + close;
}

function quote(text: string): string {
  return replaceUnsafe(JSON.stringify(text), (character) =>
    Array.from({ length: character.length }, (_, i) => unitEscape(character.charCodeAt(i))).join(''),
  );
}

function unitEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
