/** JSON Pointers (RFC 6901). */

/** A pointer from unescaped segments; no segments point at the whole document. */
export function pointerOf(segments: readonly (string | number)[]): string {
  let pointer = ''
  for (const segment of segments) pointer += typeof segment === 'number' ? `/${segment}` : `/${escapeSegment(segment)}`
  return pointer
}

function escapeSegment(segment: string): string {
  return SPECIAL.test(segment) ? segment.replaceAll('~', '~0').replaceAll('/', '~1') : segment
}

const SPECIAL = /[~/]/
