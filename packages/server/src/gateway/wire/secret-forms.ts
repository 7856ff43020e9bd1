/** The forms in which a secret may stand in an answer. */

/**
 * Shorter secrets are not searched for: three or four letters stand in many honest answers, and whoever may guess a
 * secret of seven bytes needs no leak.
 */
export const SHORTEST_SECRET = 8
/**
 * Of a longer secret its last bytes are searched for: whoever repeats it whole repeats them, and a token's beginning is
 * the part that is no secret.
 */
export const LONGEST_SEARCHED = 48

/** Every form of a secret: as it is, as JSON strings may escape it, and in Base64 wherever it stands in what was encoded. */
export function formsOf(secret: string): readonly Buffer[] {
  const whole = Buffer.from(secret)
  if (whole.length < SHORTEST_SECRET) return []
  const bytes = whole.length > LONGEST_SEARCHED ? whole.subarray(-LONGEST_SEARCHED) : whole
  const forms = new Set<string>()
  // One character a byte, so that a piece that begins within a character keeps its bytes.
  forms.add(bytes.toString('latin1'))
  for (const escaped of escapedForms(tailOf(secret))) forms.add(Buffer.from(escaped).toString('latin1'))
  for (const encoded of base64Forms(bytes)) forms.add(encoded)
  return [...forms].map((form) => Buffer.from(form, 'latin1'))
}

/** The last characters, as many as surely fit into the bytes that are searched for. */
function tailOf(secret: string): string {
  const characters = [...secret]
  let bytes = 0
  let from = characters.length
  while (from > 0) {
    bytes += Buffer.byteLength(characters[from - 1] ?? '')
    if (bytes > LONGEST_SEARCHED) break
    from -= 1
  }
  return characters.slice(from).join('')
}

/** What different writers make of a JSON string. */
function escapedForms(text: string): readonly string[] {
  const plain = JSON.stringify(text).slice(1, -1)
  const slashes = plain.replaceAll('/', '\\/')
  const markup = plain.replace(/[<>&]/g, unicodeEscape)
  const ascii = slashes.replace(/[^\x20-\x7e]/g, unicodeEscape)
  const asciiUpper = plain.replace(/[^\x20-\x7e]/g, (c) => unicodeEscape(c).toUpperCase().replace('U', 'u'))
  return [plain, slashes, markup, ascii, asciiUpper, plain.replace(/[^\x20-\x7e]/g, unicodeEscape)]
}

const unicodeEscape = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Six bits are one letter, so what stands around a secret changes only its first and last letters: those are left off. */
function base64Forms(bytes: Buffer): readonly string[] {
  const forms: string[] = []
  for (const before of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(before), bytes])
    const from = Math.ceil((before * 8) / 6)
    const to = Math.floor((padded.length * 8) / 6)
    forms.push(padded.toString('base64').slice(from, to), padded.toString('base64url').slice(from, to))
  }
  return forms
}
