/** Files of cases, and what they name: found, read, made ready. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import {
  type KnownTool,
  layersOf,
  type PlacedSuite,
  type PreparedSuite,
  prepareSuite,
  readSuite,
  readToolList,
  type SuiteProblem,
} from '@portcullis/workbench'
import { fileFault } from '../config/file-fault.ts'
import { shownPath } from './shown-path.ts'

/** A file of cases, ready to run, or why it cannot be. */
export type CaseFile =
  | { readonly ok: true; readonly file: string; readonly suite: PreparedSuite }
  | { readonly ok: false; readonly file: string; readonly problems: readonly SuiteProblem[] }

/** Folders that hold what others wrote. */
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', 'coverage'])

const isCases = (name: string): boolean => /^(?:.+\.)?cases\.ya?ml$/.test(name)

/**
 * Files of cases: those that are named, and all below the folders that are.
 * @returns absolute paths in the order of the names, those of a folder by alphabet
 * @throws Error for what does not exist: what was tried, and what to do
 */
export async function findCaseFiles(named: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const each of named) {
    const path = resolve(each)
    if (await isFolder(path)) found.push(...(await below(path)))
    else found.push(path)
  }
  return [...new Set(found)]
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    throw new Error(`${shownPath(path)} cannot be read: ${fileFault(error)}. Correct the path.`)
  }
}

async function below(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isFile() && isCases(entry.name)) found.push(path)
    else if (entry.isDirectory() && !SKIPPED.has(entry.name) && !entry.name.startsWith('.'))
      found.push(...(await below(path)))
  }
  return found
}

/**
 * Reads a file of cases and everything that it names.
 * @param path absolute
 * @param list the server's tools, where the command line names them: they stand before those of the file
 */
export async function openCaseFile(path: string, list: readonly KnownTool[] | undefined): Promise<CaseFile> {
  const file = shownPath(path)
  const text = await read(path)
  if (typeof text !== 'string') return failed(file, text.cause, 'Correct the path, or the permissions of the file.')
  const placed = readSuite(text)
  if (!placed.ok) return { ok: false, file, problems: placed.problems }
  const tools = list ?? (await toolsOf(path, placed.suite))
  if (tools !== undefined && 'cause' in tools)
    return failed(file, tools.cause, 'Correct `tools`.', placed.suite.place(['tools']))
  const documents = []
  for (const layer of layersOf(placed.suite, policyBeside(path))) {
    const named = resolve(dirname(path), layer.policy)
    const policy = await read(named)
    if (typeof policy !== 'string') {
      return failed(file, `The policy ${policy.cause}`, 'Name it with `policy`.', placed.suite.place(['policy']))
    }
    documents.push({ ...layer, file: shownPath(named), text: policy })
  }
  const prepared = prepareSuite(placed.suite, documents, tools)
  if (!prepared.ok) return failed(file, prepared.message, prepared.remedy, placed.suite.place(['policy']))
  return { ok: true, file, suite: prepared.suite }
}

function failed(file: string, message: string, remedy: string, place = { line: 1, column: 1 }): CaseFile {
  return { ok: false, file, problems: [{ ...place, code: 'unreadable', message, remedy }] }
}

/** `NAME.json` beside `NAME.cases.yaml`, `policy.json` beside `cases.yaml`. */
function policyBeside(path: string): string {
  const name = basename(path).replace(/\.?cases\.ya?ml$/, '')
  return name === '' ? 'policy.json' : `${name}.json`
}

interface Unread {
  readonly cause: string
}

async function read(path: string): Promise<string | Unread> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    return { cause: `${shownPath(path)} cannot be read: ${fileFault(error)}.` }
  }
}

async function toolsOf(path: string, { suite }: PlacedSuite): Promise<readonly KnownTool[] | Unread | undefined> {
  if (typeof suite.tools !== 'string') return undefined
  const text = await read(resolve(dirname(path), suite.tools))
  if (typeof text !== 'string') return { cause: `The list of tools cannot be read: ${text.cause}` }
  const list = readToolList(text)
  return list.ok ? list.tools : { cause: `${suite.tools} was read for tools: ${list.problem}` }
}
