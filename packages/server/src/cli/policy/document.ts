/** Documents in files. */
import { readFileSync } from 'node:fs'
import { Stop } from '../remote/stop.ts'

/** The text of a document; `-` is standard input. Throws `Stop`. */
export function documentAt(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8')
  } catch (error) {
    throw new Stop(
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}. Correct the path.`,
    )
  }
}
