/** From the section of a server that is started here to its program, arguments, environment and folder. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { StdioTransport } from '../ports/directory.ts'
import type { Draft } from './draft.ts'
import type { Path } from './problem.ts'
import { resolveCommand, resolveEnvironment } from './program-parts.ts'
import type { ConfigurationFile } from './schema.ts'
import { serverStandards } from './section/server.ts'
import type { ServerEntry } from './server-entry.ts'

/** Resolves a server that is started here; undefined where something essential is missing, which is then reported. */
export function resolveStdio(draft: Draft, file: ConfigurationFile, entry: ServerEntry): StdioTransport | undefined {
  const { slug, section, path } = entry
  const cwd = section.cwd === undefined ? ownFolder(draft.absolute(file.data), slug) : draft.absolute(section.cwd)
  const command = resolveCommand(draft, { command: section.command ?? '', path: [...path, 'command'] })
  const env = resolveEnvironment(draft, { env: section.env ?? {}, path: [...path, 'env'] })
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
