/** Numbers that are not kept as they were written: no rule may read them. */
import { isExactNumber } from '@portcullis/engine'

/** What the walk is within: a list counts, an object has the name of its next member. */
interface Container {
  readonly isList: boolean
  index: number
  name: string
}

const NUMBER = /^-?\d/

/**
 * JSON Pointers of the numbers that have more digits, or a larger exponent, than rules read.
 * @param text JSON with each token on a line of its own, as the YAML reader writes it; undefined where there is none
 */
export function inexactNumbers(text: string | undefined): ReadonlySet<string> {
  const found = new Set<string>()
  const open: Container[] = []
  for (const line of (text ?? '').split('\n')) {
    const token = line.endsWith(',') ? line.slice(0, -1) : line
    if (NUMBER.test(token) && !isExactNumber(token)) found.add(pointerTo(open))
    step(open, token, line)
  }
  return found
}

function step(open: Container[], token: string, line: string): void {
  const inner = open.at(-1)
  if (token === '{' || token === '[') open.push({ isList: token === '[', index: 0, name: '' })
  else if (token === '}' || token === ']') open.pop()
  else if (inner !== undefined && !inner.isList && token.endsWith(':')) inner.name = nameIn(token)
  const outer = open.at(-1)
  if (line.endsWith(',') && outer !== undefined) outer.index++
}

function nameIn(token: string): string {
  try {
    return String(JSON.parse(token.slice(0, -1)))
  } catch {
    // A text that ends with a colon, as a value.
    return ''
  }
}

function pointerTo(open: readonly Container[]): string {
  return open
    .map(({ isList, index, name }) => `/${(isList ? String(index) : name).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
}
