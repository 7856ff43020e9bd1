/** Where the decision log of an installation is. */
import { readNamedConfiguration } from './named-configuration.ts'
import { fail } from './telling.ts'

/** @param configuration path of `portcullis.yaml`; that of the first installation's folder unless given */
export async function logFile(configuration: string | undefined): Promise<string> {
  const found = await readNamedConfiguration(configuration)
  return 'settings' in found ? found.settings.log.file : fail(found.problem)
}
