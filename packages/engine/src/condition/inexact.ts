/** Numbers that JavaScript does not keep as they were written, and the paths that would read them. */
import { EACH, type PathStep } from './path-text.ts'

/** Whether one of the pointers (RFC 6901) leads to the path's value, or below it. */
export type InexactTest = (pointers: ReadonlySet<string>) => boolean

/** Prepares the test for a path. */
export function inexactTest(steps: readonly PathStep[]): InexactTest {
  return (pointers) => {
    for (const pointer of pointers) if (leadsTo(pointer, steps)) return true
    return false
  }
}

function leadsTo(pointer: string, steps: readonly PathStep[]): boolean {
  const segments = pointer.split('/').slice(1)
  if (segments.length < steps.length) return false
  return steps.every((step, index) => step === EACH || String(step) === unescaped(segments[index] ?? ''))
}

function unescaped(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}
