/** `portcullis audit key`: the public key of checkpoints and exports. */
import { resolve } from 'node:path'
import { openKey } from '../crypto/keys.ts'
import { CHECKPOINT_KEY, createSigner } from '../crypto/signing.ts'
import type { CommandOutput } from './command-output.ts'
import { problemLines, readConfiguration } from './read-configuration.ts'

/** Prints it, PEM. */
export async function printAuditKey(config: string, output: CommandOutput): Promise<void> {
  const found = await readConfiguration(resolve(config))
  const key = 'settings' in found ? openKey(found.settings.keys.installation, process.env) : undefined
  if ('settings' in found && key?.ok === true) return output.out(createSigner(key.derive(CHECKPOINT_KEY)).publicKey)
  output.error(`${'settings' in found ? (key?.ok === false ? key.problem : '') : problemLines(found)}\n`)
  output.exit(1)
}
