/** `portcullis server`: servers of an organisation. */
import type { Command } from 'commander'
import { type CommandOutput, processOutput } from '../command-output.ts'
import { registerServerAdd } from './add.ts'
import { registerServerDecide } from './decide.ts'
import { registerServerEdit } from './edit.ts'
import { registerServerList } from './list.ts'
import { registerServerPins } from './pins.ts'
import { registerServerProbe } from './probe.ts'
import { registerServerRemove } from './remove.ts'
import { registerServerShow } from './show.ts'

/** Adds the commands to the program. */
export function registerServer(program: Command, output: CommandOutput = processOutput): void {
  const server = program.command('server').description('servers of an organisation, in the control plane')
  for (const register of [
    registerServerList,
    registerServerAdd,
    registerServerShow,
    registerServerEdit,
    registerServerRemove,
    registerServerProbe,
    registerServerPins,
    registerServerDecide,
  ])
    register(server, output)
}
