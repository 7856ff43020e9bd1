/** Texts in which every detector finds something, and names that patterns fit. */

/** Made up, or from ranges that are kept for examples. */
const DETECTABLE = [
  'ana@example.com',
  '+1 415 555 2671',
  '4242 4242 4242 4242',
  'GB82 WEST 1234 5698 7654 32',
  `ghp_${'a1B2c3D4e5F6'.repeat(3)}`,
  '203.0.113.77',
  '219-09-9999',
]

/** What a server may answer, where the cases do not say. */
export const SAMPLE_RESULT: string = DETECTABLE.join(' ; ')

/** A name that a pattern of tools fits. */
export function nameFor(pattern: string): string {
  return pattern.replaceAll(/\\(.)|\*|\?/g, (all, escaped?: string) => escaped ?? (all === '*' ? 'sample' : 'x'))
}

/** An address that a pattern of resources fits. */
export const addressFor = (pattern: string): string => pattern.replaceAll('**', 'a/b').replaceAll('*', 'a')
