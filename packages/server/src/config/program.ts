/** Which file a server's `command` is. */
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Fault } from './field/fault.ts'

/**
 * The absolute path of a program. A bare name is looked up over `PATH` now, once, so that nothing that later appears in
 * a folder of `PATH` can take its place; a relative path is refused, for it would depend on the folder.
 */
export function findProgram(command: string, path: string | undefined): string | Fault {
  if (isAbsolute(command)) {
    return isExecutable(command)
      ? command
      : {
          fault: `There is no program at ${JSON.stringify(command)} that the gateway may run.`,
          remedy: 'Correct the path, or make the file executable.',
        }
  }
  if (/[/\\]/.test(command) || command === '.' || command === '..') {
    return {
      fault: `${JSON.stringify(command)} is a relative path.`,
      remedy: 'Write the absolute path of the program, or a name that is found over PATH.',
    }
  }
  const folders = (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  const found = folders.map((folder) => join(folder, command)).find(isExecutable)
  return (
    found ?? {
      fault: `No folder of PATH has a program ${JSON.stringify(command)}.`,
      remedy: 'Install it, or write the absolute path of the program.',
    }
  )
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
