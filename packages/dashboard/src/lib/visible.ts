/** Words of strangers as they are shown: what cannot be seen, or turns the direction of others, stands as its number. */

const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu

/** `a\u202eb` → `a⟨U+202E⟩b`; line ends and tabs stay where `lines` says so. */
export function visible(text: string, lines = false): string {
  return text.replace(UNSEEN, (found) => {
    if (lines && (found === '\n' || found === '\t')) return found
    const number = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return `⟨U+${number}⟩`
  })
}
