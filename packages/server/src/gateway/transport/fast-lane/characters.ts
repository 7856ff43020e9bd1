/** The bytes that the fast lane takes in each part of a head. */

const CLASSES = 256

function table(isIn: (character: string, code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: CLASSES }, (_, code) => (isIn(String.fromCharCode(code), code) ? 1 : 0))
}

/** Of a field's name (RFC 9110, section 5.6.2). */
export const NAME: Uint8Array = table((character) => /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(character))

/** Of a field's value: what is printable in ASCII. Others may stand in values too; those go the other way. */
export const VALUE: Uint8Array = table((_, code) => code >= 0x20 && code <= 0x7e)

/** Of a target behind `/mcp`. */
export const TARGET: Uint8Array = table((character) => /[a-z0-9/-]/.test(character))

/** Of a length. */
export const DIGIT: Uint8Array = table((character) => /[0-9]/.test(character))

export const CR = 0x0d
export const LF = 0x0a
export const SPACE = 0x20
export const COLON = 0x3a
export const ZERO = 0x30
