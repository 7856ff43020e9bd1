/** The configuration that a command was given, or the usual one. */
import type { Configuration } from '../config/configuration.ts'
import { configurationPath } from './home-folder.ts'
import { problemLines, readConfiguration } from './read-configuration.ts'

/**
 * Reads a configuration, or says why it cannot be.
 * @param named on the command line; that of the first installation's folder unless given
 */
export async function readNamedConfiguration(
  named: string | undefined,
): Promise<Configuration | { readonly problem: string }> {
  const found = await readConfiguration(configurationPath(named))
  if ('settings' in found) return found
  // Who named none may not know that there has to be one.
  const hint = named === undefined ? '\nName the configuration of the gateway with -c.' : ''
  return { problem: `${problemLines(found)}${hint}` }
}
