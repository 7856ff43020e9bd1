/** Commands that read decisions and changes over the API: `portcullis audit query`, `tail` and `changes`. */
import type { Command } from 'commander'
import { type CommandOutput, processOutput } from '../command-output.ts'
import { registerAuditChanges } from './changes.ts'
import { registerAuditQuery } from './query.ts'
import { registerAuditTail } from './tail.ts'

/** Adds them beside those that need no running gateway. */
export function registerAuditReading(audit: Command, output: CommandOutput = processOutput): void {
  for (const register of [registerAuditQuery, registerAuditTail, registerAuditChanges]) register(audit, output)
}
