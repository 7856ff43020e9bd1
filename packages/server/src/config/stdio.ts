/** From the section of a server that is started here to its program, arguments, environment and folder. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { StdioTransport } from '../ports/directory.ts'
import type { Draft } from './draft.ts'
import { inherited, isVariableName, whyForbidden } from './environment.ts'
import { isFault } from './field/fault.ts'
import type { Path } from './problem.ts'
import { findProgram } from './program.ts'
import type { ConfigurationFile } from './schema.ts'
import { serverStandards } from './section/server.ts'
import { resolveSecret, type ServerEntry } from './server-entry.ts'

/** Resolves a server that is started here; undefined where something essential is missing, which is then reported. */
export function resolveStdio(draft: Draft, file: ConfigurationFile, entry: ServerEntry): StdioTransport | undefined {
  const { slug, section, path } = entry
  const cwd = section.cwd === undefined ? ownFolder(draft.absolute(file.data), slug) : draft.absolute(section.cwd)
  const command = resolveCommand(draft, entry)
  const env = resolveEnvironment(draft, entry)
  const args = section.args ?? []
  for (const [i, argument] of args.entries()) judgeArgument(draft, [...path, 'args', i], argument)
  if (section.cwd !== undefined) judgeFolder(draft, [...path, 'cwd'], cwd)
  if (command === undefined) return undefined
  return {
    kind: 'stdio',
    command,
    args,
    env,
    cwd,
    share: section.share ?? serverStandards.share,
    maxChildren: section.max_children ?? serverStandards.max_children,
    idleTimeout: section.idle_timeout ?? serverStandards.idle_timeout,
  }
}

/** The folder in which a server runs unless its section names another one. */
export function ownFolder(dataFolder: string, slug: string): string {
  return join(dataFolder, 'run', slug)
}

function resolveCommand(draft: Draft, { section, path }: ServerEntry): string | undefined {
  const command = section.command ?? ''
  if (draft.world.portable) return command
  const found = findProgram(command, draft.world.environment['PATH'])
  if (!isFault(found)) return found
  draft.report({ path: [...path, 'command'], code: 'unknown_program', message: found.fault, remedy: found.remedy })
  return undefined
}

function resolveEnvironment(draft: Draft, { section, path: parent }: ServerEntry): Readonly<Record<string, string>> {
  const env = inherited(draft.world.environment)
  for (const [name, written] of Object.entries(section.env ?? {})) {
    const path = [...parent, 'env', name]
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

function judgeArgument(draft: Draft, path: Path, argument: string): void {
  if (argument.includes('\0')) {
    draft.report({
      path,
      code: 'wrong_value',
      message: 'The argument contains a null character.',
      remedy: 'Remove it.',
    })
  }
  if (/\$\{[A-Za-z_]/.test(argument)) {
    draft.report({
      path,
      code: 'not_expanded',
      severity: 'warning',
      message: 'Variables are not replaced in arguments, which every user of the machine can read.',
      remedy: 'Pass the value through `env`.',
    })
  }
}

function judgeFolder(draft: Draft, path: Path, cwd: string): void {
  if (draft.world.portable || isFolder(cwd)) return
  draft.report({
    path,
    code: 'unreadable',
    message: 'There is no such folder.',
    remedy: 'Make the folder, or remove `cwd`: the server then gets one of its own.',
  })
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
