/** Which data folder a configuration names. */
import { dirname, resolve } from 'node:path'
import { readFileSet } from '../config/file-set.ts'

/** The folder that the file names, even where the file has errors elsewhere. */
export async function dataFolderOf(config: string): Promise<string> {
  const { main, yaml } = await readFileSet(config)
  const value: unknown = yaml?.ok === true ? yaml.document.value : undefined
  const named = typeof value === 'object' && value !== null && 'data' in value ? value.data : undefined
  return resolve(dirname(main), typeof named === 'string' ? named : 'data')
}
