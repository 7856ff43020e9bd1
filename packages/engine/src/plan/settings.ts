/** What documents say of the gateway's own steps; of several, the strictest holds. */
import { parseDuration } from '../policy/duration.ts'
import type { Policy } from '../policy/policy.ts'

/** How calls are prepared and tools are listed. */
export interface Settings {
  /** Arguments that rules read have to fit the tool's schema, where it is known. */
  readonly validatesArguments: boolean
  /** Rules hold for tools that joined an accepted list, too. */
  readonly followsNewTools: boolean
  /** Tools that would be refused whatever their arguments are left out of lists. */
  readonly listsCallableOnly: boolean
  /** How long what was read before counts, milliseconds. */
  readonly flowWindow: number
}

const DEFAULT_FLOW_WINDOW = 1_800_000

/** The strictest of all. */
export function settingsOf(policies: readonly Policy[]): Settings {
  return {
    validatesArguments: policies.some((policy) => policy.arguments !== 'any'),
    followsNewTools: policies.every((policy) => policy.new_tools === 'follow'),
    listsCallableOnly: policies.some((policy) => policy.list === 'callable'),
    flowWindow: Math.max(...policies.map(flowWindowOf)),
  }
}

function flowWindowOf({ flow_window: written }: Policy): number {
  if (written === undefined) return DEFAULT_FLOW_WINDOW
  const length = parseDuration(written, Number.MAX_SAFE_INTEGER)
  if (!length.ok) throw new Error(`The policy was not checked: ${length.flaw.message}.`)
  return length.value
}
