/** The policy that `explain` is asked about: files, or what holds for a grant of a configuration. */
import { createHash } from 'node:crypto'
import { basename, relative, resolve } from 'node:path'
import { type CompiledPolicy, compileLayers, type Layer, nameLookup, type Subject } from '@portcullis/engine'
import type { FindPlace } from '@portcullis/workbench'
import { readFileSet } from '../config/file-set.ts'
import { loadConfiguration } from '../config/load.ts'
import type { Server } from '../ports/directory.ts'
import { type FindInFile, findIn, readPolicyFile } from './policy-file.ts'
import { problemLines } from './read-configuration.ts'

/** Where it comes from. */
export interface SourceOptions {
  /** Documents that hold together, the most general first. */
  readonly policy: readonly string[]
  readonly config?: string
  /** Label or id of a grant of the configuration. */
  readonly grant?: string
  /** Slug of a server of the configuration. */
  readonly server?: string
}

/** A policy to be asked. */
export interface Explained {
  readonly compiled: CompiledPolicy
  readonly find: FindPlace
  /** The grant, where a configuration says who that is. */
  readonly subject: Subject | undefined
  /** What the operator says of a tool, as `--label` has it; undefined where nothing is said. */
  readonly labelOf: (tool: string) => string | undefined
}

const unlabelled = (): undefined => undefined

/** @returns a problem as a text: what was tried, and what to do */
export async function readExplained(options: SourceOptions): Promise<Explained | string> {
  if (options.policy.length > 0 && options.config !== undefined) return 'Name policies or a configuration, not both.'
  if (options.policy.length > 0) return ofFiles(options.policy)
  if (options.config !== undefined) return ofConfiguration(options.config, options)
  return 'Name a policy with --policy, or a configuration with -c, --grant and --server.'
}

async function ofFiles(paths: readonly string[]): Promise<Explained | string> {
  const read = await Promise.all(paths.map((path, at) => readPolicyFile(path, idOf(paths, at))))
  const failed = read.find((each) => !each.ok)
  if (failed !== undefined && !failed.ok) return failed.problem
  const files = read.flatMap((each) => (each.ok ? [each.policy] : []))
  try {
    const compiled = compileLayers(files.map(({ layer }): Layer => layer))
    const byId = new Map(files.map(({ layer, find }) => [layer.id, find]))
    return {
      compiled,
      find: (document, rule) => placeText(byId.get(document), rule),
      subject: undefined,
      labelOf: unlabelled,
    }
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)} See portcullis check.`
  }
}

/** The name of the file, with a number where it is not the first of that name. */
function idOf(paths: readonly string[], at: number): string {
  const names = paths.map((path) => basename(path).replace(/\.[^.]+$/, ''))
  const before = names.slice(0, at).filter((name) => name === names[at]).length
  return before === 0 ? (names[at] ?? '') : `${names[at]}-${before + 1}`
}

function placeText(find: FindInFile | undefined, rule: string): string | undefined {
  if (find === undefined) return undefined
  const { file, line, column } = find(rule)
  return `${file}:${line}:${column}`
}

async function ofConfiguration(
  path: string,
  { grant: label, server: slug }: SourceOptions,
): Promise<Explained | string> {
  if (label === undefined || slug === undefined)
    return 'A configuration needs --grant with a label and --server with a slug.'
  const set = await readFileSet(resolve(path))
  const loaded = loadConfiguration(set, { environment: process.env, portable: true })
  if (!loaded.ok) return problemLines({ problems: loaded.problems })
  const { grants } = loaded.configuration
  const found = grants.find(({ grant: { subject } }) => subject.label === label || subject.grant === label)
  if (found === undefined)
    return `${path} has no grant ${JSON.stringify(label)}. It has ${named(grants.map((each) => each.grant.subject.label))}.`
  const reach = found.reaches.get(slug)
  if (reach === undefined)
    return `The grant does not reach ${JSON.stringify(slug)}. It reaches ${named([...found.reaches.keys()])}.`
  if (reach.policy === undefined) return 'No policy is attached to this grant on this server: every call is denied.'
  const { compiled } = reach.policy
  const texts = new Map(
    [...set.files.values()].flatMap((file) => (file.ok ? [[versionOf(file.text), file] as const] : [])),
  )
  const find: FindPlace = (document, rule) => {
    const version = loaded.configuration.policies.get(document)?.version
    const file = version === undefined ? undefined : texts.get(version)
    return file && placeText(findIn(file.text, relative(process.cwd(), file.path)), rule)
  }
  return { compiled, find, subject: found.grant.subject, labelOf: labelsOf(reach.server) }
}

function labelsOf({ vetting }: Server): Explained['labelOf'] {
  const lookup = nameLookup(vetting?.labels ?? {})
  return (tool) => {
    const label = lookup.ok ? lookup.find(tool) : undefined
    return label && [label.category, ...(label.risk === undefined ? [] : [label.risk])].join('/')
  }
}

const named = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map((each) => JSON.stringify(each)).join(', ')

/** A document's version in a configuration is the beginning of its digest. */
const versionOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)
