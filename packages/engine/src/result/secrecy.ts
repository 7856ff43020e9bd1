/** Whether a value looks like a secret that somebody chose or a machine made, and not like a word or a placeholder. */

/** Values that stand for a secret, or say that there is none. */
const PLACEHOLDER =
  /^(?:true|false|null|none|undefined|required|optional|string|number|hidden|masked|filtered|removed|unchanged)$|example|change.?me|your[_-]|placeholder|redacted|xxxx|\*\*\*|\.\.\.|^\$|^%|^<|\{\{|process\.env|os\.environ|getenv/i
const LONGEST_LOOKED_AT = 128

const LOWER = 1
const UPPER = 2
const DIGIT = 4
const MARK = 8

interface Make {
  /** So many of lower-case letters, capitals, digits and other marks there are. */
  readonly kinds: number
  /** How often a neighbour is of another kind. */
  readonly changes: number
  readonly distinct: number
  readonly hasDigit: boolean
}

/**
 * Whether the value of something that is called a secret is one.
 * @param isChosen people choose passwords: less is asked of them than of what machines make
 */
export function looksSecret(value: string, isChosen: boolean): boolean {
  if (PLACEHOLDER.test(value.slice(0, LONGEST_LOOKED_AT))) return false
  const { kinds, distinct, hasDigit } = makeOf(value)
  if (isChosen) return kinds >= 2 && distinct >= 5 && (hasDigit || kinds >= 3)
  return looksRandom(value)
}

/** Whether characters of several kinds alternate, as they do in what machines make. */
export function looksRandom(value: string): boolean {
  if (value.length < 12 || PLACEHOLDER.test(value.slice(0, LONGEST_LOOKED_AT))) return false
  const { kinds, changes, distinct } = makeOf(value)
  const looked = Math.min(value.length, LONGEST_LOOKED_AT)
  return kinds >= 2 && distinct >= 8 && changes >= Math.max(3, looked / 8)
}

/** The value in which a character was seen last, counted from the first that was ever looked at. */
const seenIn = new Float64Array(0x10000)
let looks = 0

/** Marks that join words are of the kind of their neighbour, and so is the capital that begins a word. */
function makeOf(value: string): Make {
  const looked = value.length > LONGEST_LOOKED_AT ? value.slice(0, LONGEST_LOOKED_AT) : value
  let kinds = 0
  let changes = 0
  let before = 0
  let distinct = 0
  looks += 1
  for (let i = 0; i < looked.length; i++) {
    const unit = looked.charCodeAt(i)
    if (seenIn[unit] !== looks) distinct++
    seenIn[unit] = looks
    const kind = kindOf(unit)
    if (kind === 0) continue
    const beginsWord = kind === UPPER && before !== UPPER && kindOf(looked.charCodeAt(i + 1)) === LOWER
    if (!(beginsWord && (i === 0 || before === LOWER))) kinds |= kind
    if (before !== 0 && kind !== before && !beginsWord && !(before === UPPER && kind === LOWER)) changes++
    before = kind
  }
  return { kinds: countBits(kinds), changes, distinct, hasDigit: (kinds & DIGIT) !== 0 }
}

function kindOf(unit: number): number {
  if (unit >= 97 && unit <= 122) return LOWER
  if (unit >= 65 && unit <= 90) return UPPER
  if (unit >= 48 && unit <= 57) return DIGIT
  // Hyphen, dot, slash and underscore join words.
  return unit === 45 || unit === 46 || unit === 47 || unit === 95 || Number.isNaN(unit) ? 0 : MARK
}

const countBits = (bits: number): number => (bits & 1) + ((bits >> 1) & 1) + ((bits >> 2) & 1) + ((bits >> 3) & 1)
