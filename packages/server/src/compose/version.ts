/** The product's version, as its package says it. */
import { readFileSync } from 'node:fs'

const told: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

export const VERSION: string =
  typeof told === 'object' && told !== null && 'version' in told ? String(told.version) : 'unknown'
