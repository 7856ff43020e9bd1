/** Policies as files, and the places of their rules. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Layer, parsePolicy, placesOf } from '@portcullis/engine'
import { fileFault } from '../config/file-fault.ts'
import { shownPath } from './shown-path.ts'

/** A policy that was read. */
export interface PolicyFile {
  readonly layer: Layer
  readonly find: FindInFile
}

/** Where a rule stands in a file. */
export type FindInFile = (rule: string) => { readonly file: string; readonly line: number; readonly column: number }

/** A policy, or what is wrong with its file: what was tried, and what to do. */
export type ReadPolicy =
  | { readonly ok: true; readonly policy: PolicyFile }
  | { readonly ok: false; readonly problem: string }

/** @param id of the document: the same one for two versions of it */
export async function readPolicyFile(path: string, id: string): Promise<ReadPolicy> {
  try {
    return policyOf(await readFile(resolve(path), 'utf8'), shownPath(path), id)
  } catch (error) {
    return { ok: false, problem: `${shownPath(path)} cannot be read: ${fileFault(error)}. Correct the path.` }
  }
}

/** @param file as it is shown */
export function policyOf(text: string, file: string, id: string): ReadPolicy {
  const parsed = parsePolicy(text)
  if (parsed.ok)
    return { ok: true, policy: { layer: { id, version: '', policy: parsed.policy }, find: findIn(text, file) } }
  const [first] = parsed.problems.filter(({ severity }) => severity === 'error')
  const where = first === undefined ? '' : `:${first.line}:${first.column} ${first.message}`
  return { ok: false, problem: `${file}${where}\nThe policy has errors: see portcullis check ${file}.` }
}

/** Words in parentheses, and what of a document they are about. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  '(hidden)': ['hide'],
  '(no label)': ['classes'],
  '(default allow)': ['default'],
  '(default deny)': ['default'],
}

/** Prepares finding the rules of a text. */
export function findIn(text: string, file: string): FindInFile {
  const place = placesOf(text)
  return (rule) => {
    const { line, column } = place(WORDS[rule] ?? segmentsOf(rule), true)
    return { file, line, column }
  }
}

const segmentsOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
