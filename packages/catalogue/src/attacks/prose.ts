/** Texts that are wrapped in the source and flow on the page. */

/** The paragraphs of a text: empty lines part them, other line breaks are spaces. */
export function paragraphs(text: string): readonly string[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map(flowing)
}

/** A text of one paragraph. */
export function flowing(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}
