/** Commands of grants that the control plane holds. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { registerGrantAdd } from './add.ts'
import { registerGrantEdit } from './edit.ts'
import { registerGrantList } from './list.ts'
import { registerGrantRaise } from './raise.ts'
import { registerGrantRotate } from './rotate.ts'
import { registerGrantShow } from './show.ts'
import { registerGrantStates } from './states.ts'

/** Adds them beside `grant new`, which is for configuration files. */
export function registerControlGrants(grant: Command, output: CommandOutput): void {
  for (const register of [
    registerGrantList,
    registerGrantAdd,
    registerGrantShow,
    registerGrantEdit,
    registerGrantRotate,
    registerGrantStates,
    registerGrantRaise,
  ])
    register(grant, output)
}
