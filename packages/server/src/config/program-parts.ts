/** Which program a section starts, and with which variables. */
import type { Draft } from './draft.ts'
import { inherited, isVariableName, whyForbidden } from './environment.ts'
import { isFault } from './field/fault.ts'
import type { Path } from './problem.ts'
import { findProgram } from './program.ts'
import { resolveSecret } from './server-entry.ts'

/** The absolute path of the program; undefined where there is none, which is then reported at `path`. */
export function resolveCommand(
  draft: Draft,
  { command, path }: { readonly command: string; readonly path: Path },
): string | undefined {
  if (draft.world.portable) return command
  const found = findProgram(command, draft.world.environment['PATH'])
  if (!isFault(found)) return found
  draft.report({ path, code: 'unknown_program', message: found.fault, remedy: found.remedy })
  return undefined
}

/** The whole environment: what every program inherits, and what the section at `path` gives. */
export function resolveEnvironment(
  draft: Draft,
  section: { readonly env: Readonly<Record<string, string>>; readonly path: Path },
): Readonly<Record<string, string>> {
  const env = inherited(draft.world.environment)
  for (const [name, written] of Object.entries(section.env)) {
    const path = [...section.path, name]
    const forbidden = isVariableName(name) ? whyForbidden(name) : 'it is not a variable’s name'
    if (forbidden !== undefined) {
      draft.report({
        path,
        at: 'key',
        code: 'forbidden_variable',
        message: `The variable ${JSON.stringify(name)} cannot be set: ${forbidden}.`,
        remedy: 'Remove it.',
      })
      continue
    }
    const value = resolveSecret(draft, path, written)
    if (value?.includes('\0') === true) {
      draft.report({ path, code: 'wrong_value', message: 'The value contains a null character.', remedy: 'Remove it.' })
    } else if (value !== undefined) env[name] = value
  }
  return env
}
