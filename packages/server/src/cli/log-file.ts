/** Where the decision log of an installation is. */
import { resolve } from 'node:path'
import { problemLines, readConfiguration } from './read-configuration.ts'
import { fail } from './telling.ts'

/** @param configuration path of `portcullis.yaml`; that of the first installation's folder unless given */
export async function logFile(configuration: string | undefined): Promise<string> {
  const home = process.env['PORTCULLIS_HOME'] ?? 'data'
  const found = await readConfiguration(resolve(configuration ?? `${home}/portcullis.yaml`))
  return 'settings' in found ? found.settings.log.file : fail(problemLines(found))
}
