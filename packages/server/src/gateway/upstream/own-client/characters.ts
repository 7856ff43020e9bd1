/** The bytes that answers may have in each part of a head (RFC 9110, section 5; RFC 9112, section 4). */

const CLASSES = 256

function table(isIn: (character: string, code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: CLASSES }, (_, code) => (isIn(String.fromCharCode(code), code) ? 1 : 0))
}

/** Of a field's name. */
export const NAME: Uint8Array = table((character) => /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(character))

/** Of a field's value, and of a reason. */
export const VALUE: Uint8Array = table((_, code) => code === 0x09 || (code >= 0x20 && code !== 0x7f))

/** What a hexadecimal digit is worth; 16: it is none. */
export const HEX: Uint8Array = Uint8Array.from({ length: CLASSES }, (_, code) => {
  const character = String.fromCharCode(code)
  return /[0-9a-fA-F]/.test(character) ? Number.parseInt(character, 16) : 16
})

export const TAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SPACE = 0x20
export const ZERO = 0x30
export const NINE = 0x39
export const COLON = 0x3a
