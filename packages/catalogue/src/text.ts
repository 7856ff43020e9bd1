/** Foreign text made harmless: names, descriptions and schema words come from strangers. */

/** Longest name that is read; longer ones are cut before anything looks at them. */
export const NAME_LIMIT = 256

/** Longest part of a description that is read. */
export const DESCRIPTION_LIMIT = 4096

/**
 * Characters that are never seen or that change how others are shown: controls, format characters (bidirectional marks,
 * zero-width and word joiners, soft hyphen, tags), separators of lines and paragraphs, variation selectors, halves of
 * characters.
 */
const INVISIBLE =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u17B4\u17B5]|[\u180B-\u180E]|[\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164]|[\uFE00-\uFE0F]|[\uFEFF\uFFA0\uFFF0-\uFFFB]|[\u{E0000}-\u{E0FFF}]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Invisible characters that have no honest use in a tool's definition (emoji do use joiners and selectors). */
const SUSPICIOUS =
  /[\u0000-\u0008\u000E-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u{E0000}-\u{E0FFF}]/u

/** Nothing to remove: the usual case. */
const PRINTABLE = /^[\t\n\x20-\x7e]*$/

/** The text without characters that are not seen. Linear in the text. */
export function visible(text: string): string {
  if (PRINTABLE.test(text)) return text
  return text.replace(INVISIBLE, '')
}

/** Whether the text holds characters that hide or reorder what a reader sees. Linear in the text. */
export function hidesText(text: string): boolean {
  return !PRINTABLE.test(text) && SUSPICIOUS.test(text)
}

/** At most `limit` UTF-16 units of the text, never half of a character. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  const last = text.charCodeAt(limit - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit)
}

/** A short quotation of foreign text for our own sentences: one line, visible, without angle brackets, at most 48 characters. */
export function quote(text: string): string {
  const clean = visible(cut(text, 200))
    .replace(/[\s<>“”`]+/g, ' ')
    .trim()
  return `“${clean.length > 48 ? `${cut(clean, 47)}…` : clean}”`
}
