/** Whether a gateway can take calls: named checks, looked at when somebody asks, and never more often than that is worth. */
import type { Clock } from '../ports/clock.ts'
import type { Check, Checked, Measures } from '../ports/measures.ts'
import { flag } from './series.ts'

/** What of the answer matters to whoever sends calls here. */
export interface Health {
  /** Looks at all checks; those that take longer than `PATIENCE` have failed. Never rejects. */
  look(): Promise<readonly Checked[]>
  /** Every check that is no notice is fine. */
  ready(): Promise<boolean>
  measure(): Promise<Measures>
  /** One more part that can say how it does. */
  add(name: string, check: Check, kind?: 'notice'): void
  /** From now on it takes no more calls. */
  stop(): void
}

/** Milliseconds that a check may take. */
const PATIENCE = 1000
/** Milliseconds for which an answer holds: probes of strangers cost nothing more than one look in that time. */
const HOLDS = 250

interface Kept {
  readonly check: Check
  readonly isNotice: boolean
}

/** Begins without checks. */
export function createHealth(clock: Clock): Health {
  const checks = new Map<string, Kept>()
  let stopping = false
  let last: { readonly at: number; readonly found: Promise<readonly Checked[]> } | undefined

  const lookAnew = (): Promise<readonly Checked[]> =>
    Promise.all(
      [...checks].map(async ([name, { check, isNotice }]) => ({ name, problem: await problemOf(check), isNotice })),
    )
  const look = async (): Promise<readonly Checked[]> => {
    const at = clock.monotonic()
    if (last === undefined || at - last.at > HOLDS) last = { at, found: lookAnew() }
    const found = await last.found
    return stopping ? [STOPPING, ...found] : found
  }
  return {
    look,
    ready: async () => isReady(await look()),
    async measure() {
      const found = await look()
      return new Map([
        ['portcullis_ready', flag(isReady(found))],
        [
          'portcullis_check_ok',
          found.map(({ name, problem }) => ({ labels: [name], value: problem === undefined ? 1 : 0 })),
        ],
      ])
    },
    add(name, check, kind) {
      checks.set(name, { check, isNotice: kind === 'notice' })
    },
    stop() {
      stopping = true
    },
  }
}

/** Whether calls can be taken. */
export const isReady = (found: readonly Checked[]): boolean =>
  found.every(({ problem, isNotice }) => problem === undefined || isNotice)

const STOPPING: Checked = {
  name: 'running',
  problem: 'The gateway is stopping: it finishes the calls that it has, and takes no more.',
  isNotice: false,
}

async function problemOf(check: Check): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('It did not answer within a second.'), PATIENCE)
  })
  try {
    return await Promise.race([check(), late])
  } catch (cause) {
    return `It could not be looked at: ${cause instanceof Error ? cause.message : String(cause)}.`
  } finally {
    clearTimeout(timer)
  }
}
