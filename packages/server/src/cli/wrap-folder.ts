/** The folder that `portcullis wrap` works in: a configuration of its own, so that everything else is as with a server. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { stringify } from 'yaml'
import { type Environment, referenceTo, whyForbidden } from '../config/environment.ts'
import { createExposure } from '../config/exposure.ts'
import { digestToken } from '../crypto/token.ts'

/** What is wrapped, and by what. */
export interface Wrapping {
  /** Absolute path of the policy. */
  readonly policy: string
  readonly command: readonly string[]
  /** Folder of counters and log; one for each policy and command where none is given. */
  readonly folder: string | undefined
  readonly environment: Environment
  /** Folder in which the command was given. */
  readonly cwd: string
}

/** The server's name in the log and in counters. */
const SLUG = 'wrapped'

/**
 * Writes the configuration and returns its path. The server gets the environment that `wrap` itself was given, but for
 * what would lead it to the policy; and it runs where the command was given, unless the policy lies there.
 */
export function prepareWrap(wrapping: Wrapping): string {
  const folder = wrapping.folder === undefined ? ownFolder(wrapping) : resolve(wrapping.folder)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'portcullis.yaml')
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, stringify(configuration(wrapping, folder)), { mode: 0o600 })
  renameSync(draft, path)
  return path
}

function configuration({ policy, command, environment, cwd }: Wrapping, folder: string): object {
  const find = createExposure([
    { path: policy, what: 'the policy' },
    { path: folder, what: 'the data folder' },
  ])
  const exposes = (text: string): boolean =>
    find(text, { base: cwd, home: environment['HOME'], own: folder }) !== undefined
  const [program = '', ...args] = command
  const stays = !exposes(cwd)
  return {
    data: 'state',
    servers: {
      [SLUG]: {
        command: program.includes('/') ? resolve(cwd, program) : program,
        args: stays ? args : args.map((argument) => absolute(argument, cwd)),
        env: passedOn(environment, exposes),
        ...(stays ? { cwd } : undefined),
      },
    },
    policies: { policy: { file: policy } },
    grants: [
      {
        id: 'stdio',
        label: 'The client on standard input',
        owner: environment['USER'] ?? 'me',
        // Nobody has a token of this digest: there is no listener that would take one.
        token_sha256: digestToken(folder),
        servers: { [SLUG]: 'policy' },
      },
    ],
  }
}

/** References, not values: the file holds no secret. */
function passedOn(environment: Environment, exposes: (text: string) => boolean): Record<string, string> {
  const names = Object.entries(environment).filter(
    ([name, value]) => value !== undefined && whyForbidden(name) === undefined && isPassed(name) && !exposes(value),
  )
  return Object.fromEntries(names.map(([name, value]) => [name, value === '' ? '' : referenceTo(name)]))
}

const isPassed = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !name.startsWith('npm_')

/** Paths keep their meaning in another folder: those that are plainly relative, and what looks like one and is there. */
function absolute(argument: string, cwd: string): string {
  const isRelative = /^\.{1,2}(?:\/|$)/.test(argument)
  const isThere = /[./]/.test(argument) && existsSync(resolve(cwd, argument))
  return isRelative || isThere ? resolve(cwd, argument) : argument
}

/** The same policy before the same command has the same budgets, whichever client starts it. */
function ownFolder({ policy, command, environment }: Wrapping): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([policy, command]))
    .digest('hex')
    .slice(0, 16)
  const base = environment['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state')
  return join(base, 'portcullis', 'wrap', digest)
}
