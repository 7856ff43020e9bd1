/** What two runs of the conformance suite agree on, check by check. */
import type { Check, Findings } from './referee.ts'

/** A check that came out differently, or that only one of the runs has. */
export interface Difference {
  readonly scenario: string
  readonly id: string
  readonly name: string
  readonly direct: string
  readonly through: string
  /** What the suite said through the gateway. */
  readonly error: string | undefined
}

/** How many checks of a run passed and failed; the rest were skipped or say something only. */
export interface Tally {
  readonly scenarios: number
  readonly passed: number
  readonly failed: number
  /** Checks that failed in scenarios that the revision requires. */
  readonly requiredFailed: readonly Check[]
}

/** What the suite notes down as it goes, as many times as it happens to; everything else is a judgement. */
const NOTES = new Set(['outgoing-request', 'incoming-response', 'incoming-sse-event', 'stream-closed'])

/**
 * Every judgement in which the runs differ to the gateway's disadvantage, in the order of the direct one: what the server gets
 * wrong and the gateway keeps from it is none.
 */
export function compare(direct: readonly Check[], through: readonly Check[]): Difference[] {
  const [left, right] = [judgements(direct), judgements(through)]
  const differences: Difference[] = []
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const [was, is] = [left.get(key), right.get(key)]
    const check = was ?? is
    if (check === undefined || was?.status === is?.status) continue
    if (was?.status === 'FAILURE' && is?.status === 'SUCCESS') continue
    const { scenario, id, name } = check
    const [before, after] = [was?.status ?? 'absent', is?.status ?? 'absent']
    differences.push({ scenario, id, name, direct: before, through: after, error: is?.error })
  }
  return differences
}

/** Counts a run. A warning where something is required counts as failed too: our own server has no excuse. */
export function tally({ checks, required }: Findings): Tally {
  const failed = checks.filter(({ status }) => status === 'FAILURE')
  const warned = checks.filter(({ status }) => status === 'WARNING')
  const seen = new Set(checks.map(({ scenario }) => scenario))
  const absent = [...required].filter((scenario) => !seen.has(scenario))
  return {
    scenarios: seen.size,
    passed: checks.filter(({ status }) => status === 'SUCCESS').length,
    failed: failed.length,
    requiredFailed: [
      ...[...failed, ...warned].filter(({ scenario }) => required.has(scenario)),
      ...absent.map((scenario) => ({ scenario, id: scenario, name: scenario, status: 'absent', error: undefined })),
    ],
  }
}

/** Several checks of a scenario may have one id and one name; their order tells them apart. */
function judgements(checks: readonly Check[]): ReadonlyMap<string, Check> {
  const found = new Map<string, Check>()
  for (const check of checks) {
    if (NOTES.has(check.id) && check.status === 'INFO') continue
    const key = [check.scenario, check.id, check.name].join(' ')
    let nth = 1
    while (found.has(`${key} ${nth}`)) nth++
    found.set(`${key} ${nth}`, check)
  }
  return found
}
