/** What a password has to be (NIST SP 800-63B, 3.1.1.2): long, and not one that is tried first. No rules on its characters. */

const LEAST = 12
const MOST = 256
/** Different characters that a password has at least. */
const DIFFERENT = 5

/** What passwords that are tried first are made of: one that is nothing else falls at once. */
const WORN =
  /password|passwort|passw0rd|p4ssw0rd|portcullis|welcome|letmein|iloveyou|qwertzuiop|qwertyuiop|qwerty|azerty|asdfghjkl|zxcvbnm|administrator|admin|changeme|trustno|monkey|dragon|football|baseball|superman|princess|sunshine|master|secret|default|hello|abc|1q2w3e4r|1qaz2wsx|[\d!.@#$_*-]/g

/** What is wrong with a password and what to do; undefined: nothing. @param email of the account */
export function passwordProblem(password: string, email: string): string | undefined {
  const normal = password.normalize('NFKC')
  const characters = Array.from(normal)
  if (characters.length < LEAST)
    return `The password has fewer than ${LEAST} characters. Use a few words, or a generated one.`
  if (characters.length > MOST) return `The password has more than ${MOST} characters. Use a shorter one.`
  if (new Set(characters).size < DIFFERENT)
    return 'The password repeats the same few characters. Use a few words, or a generated one.'
  const lower = normal.toLowerCase()
  if (lower.replace(WORN, '') === '' || isRow(characters))
    return 'The password is one of those that are tried first. Use a few words, or a generated one.'
  const [own = ''] = email.split('@', 1)
  const rest = own.length < 4 ? lower : lower.replaceAll(email, '').replaceAll(own, '')
  if (rest.length < LEAST / 2)
    return 'The password is little more than the e-mail address. Use a few words, or a generated one.'
  return undefined
}

/** Whether each character is the one after (or before) its neighbour: `abcdefghijkl`. */
function isRow(characters: readonly string[]): boolean {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0)
  return [1, -1].some((step) => codes.every((code, at) => at === 0 || code - (codes[at - 1] ?? 0) === step))
}
