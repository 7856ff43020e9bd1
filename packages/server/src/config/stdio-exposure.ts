/** Judges what a server that is started here is given: nothing of it may lead to the gateway's own files. */
import type { StdioTransport } from '../ports/directory.ts'
import type { Draft } from './draft.ts'
import { inheritedVariables } from './environment.ts'
import type { FindExposure } from './exposure.ts'
import type { Path } from './problem.ts'
import type { ServerEntry } from './server-entry.ts'

/** A server and what it is given. */
export interface Given extends ServerEntry {
  readonly transport: StdioTransport
  /** The folder within the data folder that the server may have. */
  readonly own: string
}

/** Reports the folder, the program, the arguments and the variables that reach a guarded file. */
export function judgeExposure(draft: Draft, { section, path, transport, own }: Given, find: FindExposure): void {
  const { cwd } = transport
  const around = { base: cwd, home: draft.world.environment['HOME'], own }

  function judge(at: Path, what: string, text: string): void {
    const exposed = find(text, around)
    if (exposed === undefined) return
    const { how, guarded } = exposed
    draft.report({
      path: at,
      code: 'exposes_policy',
      message: `${what} ${how} ${guarded.what} (${guarded.path}): a tool of this server could change what governs it.`,
      remedy: 'Give the server a folder that holds none of the gateway’s files, or move those elsewhere.',
    })
  }

  if (section.cwd !== undefined) judge([...path, 'cwd'], 'The folder', cwd)
  judge([...path, 'command'], 'The program', transport.command)
  for (const [i, argument] of transport.args.entries()) judge([...path, 'args', i], 'The argument', argument)
  for (const name of Object.keys(section.env ?? {})) {
    const value = inheritedVariables.includes(name) ? undefined : transport.env[name]
    if (value !== undefined) judge([...path, 'env', name], `The variable ${name}`, value)
  }
}
