/** `portcullis policy`: policies of an organisation, and their versions. */
import type { Command } from 'commander'
import { type CommandOutput, processOutput } from '../command-output.ts'
import { registerPolicyAttach } from './attach.ts'
import { registerPolicyDiff } from './diff.ts'
import { registerPolicyHistory } from './history.ts'
import { registerPolicyList } from './list.ts'
import { registerPolicyRemove } from './remove.ts'
import { registerPolicyRollback } from './rollback.ts'
import { registerPolicySave } from './save.ts'
import { registerPolicyShow } from './show.ts'

/** Adds the commands to the program. */
export function registerPolicy(program: Command, output: CommandOutput = processOutput): void {
  const policy = program.command('policy').description('policies of an organisation, in the control plane')
  for (const register of [
    registerPolicyList,
    registerPolicyShow,
    registerPolicySave,
    registerPolicyHistory,
    registerPolicyRollback,
    registerPolicyDiff,
    registerPolicyAttach,
    registerPolicyRemove,
  ])
    register(policy, output)
}
