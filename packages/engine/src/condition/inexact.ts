/** Numbers that JavaScript does not keep as they were written, and the paths that would read them. */
import { pointerOf } from '../text/pointer.ts'
import { EACH, type PathStep } from './path-text.ts'

/** Whether one of the pointers (RFC 6901) leads to the path's value, or below it. */
export type InexactTest = (pointers: ReadonlySet<string>) => boolean

/** The pointer to everything: stands for more numbers than were written down. */
const EVERYTHING = ''

/** Prepares the test for a path. */
export function inexactTest(steps: readonly PathStep[]): InexactTest {
  const leads = steps.includes(EACH) ? (pointer: string) => leadsTo(pointer, steps) : beneath(steps)
  return (pointers) => {
    if (pointers.has(EVERYTHING)) return true
    for (const pointer of pointers) if (leads(pointer)) return true
    return false
  }
}

/** Of a path without `[*]` the pointer is known beforehand: there may be thousands to compare with it. */
function beneath(steps: readonly PathStep[]): (pointer: string) => boolean {
  const own = pointerOf(steps.map(String))
  const below = `${own}/`
  return (pointer) => pointer === own || pointer.startsWith(below)
}

function leadsTo(pointer: string, steps: readonly PathStep[]): boolean {
  const segments = pointer.split('/').slice(1)
  if (segments.length < steps.length) return false
  return steps.every((step, index) => step === EACH || String(step) === unescaped(segments[index] ?? ''))
}

function unescaped(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}
