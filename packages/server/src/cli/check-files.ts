/** Judges files without running them: configurations with what they name, and policies. */
import { resolve } from 'node:path'
import { checkPolicy, type KnownTool } from '@portcullis/workbench'
import type { Configuration } from '../config/configuration.ts'
import type { World } from '../config/draft.ts'
import { readFileSet, readSource, type SourceFile } from '../config/file-set.ts'
import { loadConfiguration } from '../config/load.ts'
import { inOrder } from '../config/problem.ts'
import {
  type AskedServers,
  askServers,
  configurationProblems,
  identityOf,
  inFile,
  NOBODY_ASKED,
} from './check-policies.ts'
import type { CheckProblem, CheckReport } from './check-report.ts'

/** What files are held against. */
export interface CheckWorld extends World {
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  /** Tools that were named on the command line: for policies that are files of their own, and for one server. */
  readonly tools?: readonly KnownTool[]
  /** Whether servers of configurations are asked for their tools; a text: only that one. */
  readonly live: boolean | string
}

/** Judges each file: `*.yaml` and `*.yml` as configurations, together with the files they name, all others as policies. */
export async function checkFiles(paths: readonly string[], world: CheckWorld): Promise<CheckReport> {
  const reports = await Promise.all(
    paths.map((path) => (isYaml(path) ? checkConfiguration(path, world) : checkFile(path, world))),
  )
  // A policy can be named by itself and by a configuration.
  const problems = new Map(
    reports.flatMap((report) => report.problems.map((problem) => [identityOf(problem), problem] as const)),
  )
  return {
    problems: inOrder([...problems.values()]),
    texts: new Map(reports.flatMap(({ texts }) => [...texts])),
    unread: reports.flatMap(({ unread }) => unread),
    unasked: reports.flatMap(({ unasked }) => unasked),
  }
}

const isYaml = (path: string): boolean => /\.ya?ml$/i.test(path)

async function checkConfiguration(path: string, world: CheckWorld): Promise<CheckReport> {
  const set = await readFileSet(path)
  const loaded = loadConfiguration(set, world)
  const texts = new Map([...set.files.values()].flatMap((file) => (file.ok ? [[file.path, file.text] as const] : [])))
  const unread = set.files.get(set.main)?.ok === true ? [] : [set.main]
  if (!loaded.ok) return { problems: loaded.problems, texts, unread, unasked: [] }
  const { configuration, warnings } = loaded
  const asked = await toolsFor(configuration, world)
  const problems = configurationProblems({ set, world, configuration, warnings, asked, at: world.at })
  return { problems, texts, unread, unasked: asked.unasked }
}

/** Those that were named are of the one server that is meant; otherwise the servers themselves are asked, or nobody. */
async function toolsFor(configuration: Configuration, { tools, live }: CheckWorld): Promise<AskedServers> {
  const only = typeof live === 'string' ? live : undefined
  if (tools === undefined) return live === false ? NOBODY_ASKED : askServers(configuration, only)
  const [first, ...others] = configuration.servers.filter(({ slug }) => only === undefined || slug === only)
  if (first !== undefined && others.length === 0) return { tools: new Map([[first.slug, tools]]), unasked: [] }
  const problem = 'It is not clear of which server of the configuration the tools are. Name it with --server.'
  return { tools: new Map(), unasked: [problem] }
}

async function checkFile(path: string, { tools, at }: CheckWorld): Promise<CheckReport> {
  const file = await readSource(resolve(path))
  if (!file.ok) return { problems: [unreadable(file)], texts: new Map(), unread: [file.path], unasked: [] }
  const { findings } = checkPolicy(file.text, { at, ...(tools !== undefined && { tools }) })
  const texts = new Map([[file.path, file.text]])
  return { problems: findings.map((finding) => inFile(file.path, finding)), texts, unread: [], unasked: [] }
}

const unreadable = ({ path, cause }: SourceFile & { readonly ok: false }): CheckProblem => ({
  file: path,
  line: 1,
  column: 1,
  path: '',
  code: 'unreadable',
  severity: 'error',
  message: `The file cannot be read: ${cause}.`,
  remedy: 'Correct the path, or the permissions of the file.',
})
