/** Text of strangers, made fit for logs and messages. */

/** The longest name that is kept, in characters. */
const MAX_NAME = 128
const ordinary = /^[\x20-\x7e]{0,128}$/
/** Control, format, surrogate, private, unassigned; line and paragraph separators: what is not seen or moves what is. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/gu

/** A name of at most 128 characters (the last an ellipsis where it was longer), `�` in place of what cannot be seen. */
export function safeName(name: string): string {
  if (ordinary.test(name)) return name
  // Two units a character at most; what lies beyond is not even looked at.
  const characters = Array.from(name.slice(0, 2 * MAX_NAME + 2))
  const kept = characters.length > MAX_NAME ? `${characters.slice(0, MAX_NAME - 1).join('')}…` : characters.join('')
  return kept.replace(unseen, '\ufffd')
}

/** A text of any length on one line, `�` in place of what cannot be seen: paths, identities, addresses. */
export function safeLine(text: string): string {
  return text.replace(unseen, '\ufffd')
}

/** The same, but for the line ends that `JSON.stringify` writes by itself. */
const unseenInJson = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

/**
 * JSON (RFC 8259) that hides nothing from whoever reads it as text: what cannot be seen, or would move a terminal, is
 * escaped. Reading it gives the same value.
 * @param indent spaces a level; 0 for one line
 */
export function visibleJson(value: object | string, indent = 0): string {
  return JSON.stringify(value, undefined, indent).replace(unseenInJson, escaped)
}

const uriHead = /^([A-Za-z][A-Za-z0-9+.-]{0,31}):(?:\/\/([^/?#]{0,512}))?/
const hostAndPort = /^(?:[A-Za-z0-9._~-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?$/

/**
 * A URI as scheme, host and digest: `https://example.com/~kZ3…`. User information, path, query and fragment can name
 * people and carry secrets; the keyed digest tells equal ones.
 * @param digest keyed digest of a text
 */
export function safeUri(uri: string, digest: (text: string) => string): string {
  const head = uriHead.exec(uri)
  const mark = `~${digest(uri)}`
  if (head === null) return mark
  const [, scheme = '', authority] = head
  if (authority === undefined) return `${scheme.toLowerCase()}:${mark}`
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  return `${scheme.toLowerCase()}://${hostAndPort.test(host) ? host.toLowerCase() : ''}/${mark}`
}
