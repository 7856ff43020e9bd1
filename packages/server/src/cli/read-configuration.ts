/** Reads a configuration for a command, and says what is wrong with it. */
import type { CompositionProblem } from '../compose/compose.ts'
import type { Configuration } from '../config/configuration.ts'
import { readFileSet } from '../config/file-set.ts'
import { prepareFolders } from '../config/folders.ts'
import { loadConfiguration } from '../config/load.ts'
import type { Problem } from '../config/problem.ts'

/** Why a gateway does not run. */
export type NotRunning = CompositionProblem | { readonly problems: readonly Problem[] }

/** Reads the files of a configuration; its folders exist afterwards. */
export async function readConfiguration(path: string): Promise<Configuration | NotRunning> {
  const world = { environment: process.env, portable: false }
  const loaded = loadConfiguration(await readFileSet(path), world)
  if (!loaded.ok) return { problems: loaded.problems }
  const problem = await prepareFolders(loaded.configuration)
  return problem === undefined ? loaded.configuration : { problem }
}

const place = ({ file, line, column, message, remedy }: Problem): string =>
  `${file}:${line}:${column} ${message} ${remedy}`

/** Problems as lines: where, what, and what to do. */
export function problemLines(found: NotRunning): string {
  return 'problem' in found ? found.problem : found.problems.map(place).join('\n')
}
