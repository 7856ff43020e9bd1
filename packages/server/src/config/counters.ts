/** From the section of counters to its settings. */
import type { Draft } from './draft.ts'
import type { CountersSection } from './section/counters.ts'
import { resolveSecret } from './server-entry.ts'

/** Counters that several gateways share. Holds a password: never shown. */
export interface SharedCountersSettings {
  readonly url: string
  readonly class: 'strict' | 'replicated'
  readonly cluster: boolean
  readonly prefix: string
  /** Milliseconds. */
  readonly timeout: number
  /** How many gateways there may be. */
  readonly gateways: number
}

const PATH = ['counters', 'url']
const PROTOCOLS: ReadonlySet<string> = new Set(['redis:', 'rediss:', 'unix:'])

/** Undefined: counters are in the data folder. What is wrong is reported. */
export function resolveCounters(draft: Draft, section: CountersSection): SharedCountersSettings | undefined {
  const { store, url: written, ...rest } = section
  if (store === 'sqlite') {
    if (written !== undefined)
      report(
        draft,
        'wrong_combination',
        'The counters are in the data folder, and need no URL.',
        'Write `store: redis`, or leave the URL out.',
      )
    return undefined
  }
  if (written === undefined) {
    draft.report({
      path: ['counters'],
      code: 'wrong_combination',
      message: 'Nothing says where Redis is.',
      remedy: 'Write `counters.url`, such as `redis://localhost:6379`.',
    })
    return undefined
  }
  const url = resolveSecret(draft, PATH, written)
  if (url === undefined || draft.world.portable) return url === undefined ? undefined : { ...rest, url }
  return judged(draft, section, { ...rest, url }, written)
}

function judged(
  draft: Draft,
  { cluster }: CountersSection,
  settings: SharedCountersSettings,
  written: string,
): SharedCountersSettings | undefined {
  const url = URL.canParse(settings.url) ? new URL(settings.url) : undefined
  if (url === undefined || !PROTOCOLS.has(url.protocol)) {
    report(
      draft,
      'wrong_value',
      'This is no URL of Redis.',
      'Write `redis://host:6379`, `rediss://host:6379` or `unix:///path`.',
    )
    return undefined
  }
  if (cluster && url.protocol === 'unix:') {
    report(
      draft,
      'wrong_combination',
      'A cluster is not reached by a socket.',
      'Write `redis://` and one of its nodes.',
    )
    return undefined
  }
  if (url.password !== '' && settings.url === written) {
    draft.report({
      path: PATH,
      code: 'literal_secret',
      severity: 'warning',
      message: 'The URL holds a password, and everyone who reads the file knows it.',
      remedy: 'Put the URL into an environment variable and refer to it.',
    })
  }
  return settings
}

function report(draft: Draft, code: 'wrong_value' | 'wrong_combination', message: string, remedy: string): void {
  draft.report({ path: PATH, code, message, remedy })
}
