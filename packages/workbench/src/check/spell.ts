/** Names of others in sentences. */

const LONGEST = 64

/** A name as a sentence shows it: bounded, nothing invisible. */
export function spellPath(name: string): string {
  const short = name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name
  return /^[\p{L}\p{N}_.$-]+$/u.test(short) ? short : JSON.stringify(short.replaceAll(/\p{C}/gu, '?'))
}
