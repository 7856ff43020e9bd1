/** Why a tool may not be used now, whatever the policy says: an operator stopped it, or its definition was not accepted. */
import type { Caller } from '../../ports/directory.ts'
import { type Refusal, refusal } from '../errors.ts'
import { stoppedRefusal } from '../stopped.ts'
import type { KnownTool } from './known-tool.ts'

/** Why a tool may not be used, by the kill switch. */
export function stopOf({ stoppedTools }: Caller, name: string): Refusal | undefined {
  const stop = stoppedTools?.get(name)
  return stop && stoppedRefusal(stop)
}

/** The same, by the accepted definitions. @param known undefined: the server's list is not known, or has no such tool */
export function driftOf({ pins }: Caller, name: string, known: KnownTool | undefined): Refusal | undefined {
  if (pins === undefined) return undefined
  const accepted = pins.accepted.get(name)
  if (accepted === undefined) return pins.newTools === 'follow' ? undefined : refusal('tool_not_accepted', '(pins)')
  return known?.heard?.fingerprint === accepted ? undefined : refusal('tool_drifted', '(pins)')
}
