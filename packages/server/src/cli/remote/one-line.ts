/** Text of strangers on a terminal: one line, and nothing that moves the cursor or hides. */

/** The text with its control and format characters made visible. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`)
}
