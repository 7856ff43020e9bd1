/** Adds a grant to a configuration, keeping its comments and its order. */

import { chown, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { type Document, isMap, isScalar, isSeq, type ParsedNode, parse, parseDocument, stringify } from 'yaml'
import { readFileSet, readSource } from '../config/file-set.ts'
import { loadConfiguration } from '../config/load.ts'
import type { Problem } from '../config/problem.ts'

/** A grant as the file writes it. */
export interface WrittenGrant {
  readonly id: string
  readonly label?: string
  readonly owner?: string
  readonly token_sha256: string
  readonly servers: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
  readonly expires?: string
}

/** What became of the file. */
export type Written =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly message: string; readonly problems: readonly Problem[] }

/** The grant as lines to be put under `grants:`. */
export function snippet(grant: WrittenGrant): string {
  return stringify([grant], { lineWidth: 0 })
}

/**
 * Adds a grant. The file is replaced in one step, or not at all: when the result has errors, when somebody else changes
 * the file meanwhile, or when it cannot be written.
 */
export async function addGrant(given: string, grant: WrittenGrant): Promise<Written> {
  const path = await realpath(given).catch(() => given)
  const before = await readSource(path)
  if (!before.ok) return failed(`${given} cannot be read: ${before.cause}.`)
  const edited = withGrant(before.text, grant)
  if (edited === undefined) return failed(`${given} has errors already; \`portcullis check ${given}\` shows them.`)
  const set = await readFileSet(path, { text: edited })
  const loaded = loadConfiguration(set, { environment: process.env, portable: true })
  if (!loaded.ok) return failed(`With the new grant, ${given} would have errors.`, loaded.problems)
  const failure = await replace(path, before.text, edited)
  return failure === undefined ? { ok: true, path } : failed(failure)
}

const failed = (message: string, problems: readonly Problem[] = []): Written => ({ ok: false, message, problems })

/**
 * The text with the grant at the end of `grants`; undefined where the text is not a configuration. Nothing else of the
 * text changes, as far as its form allows.
 */
export function withGrant(text: string, grant: WrittenGrant): string | undefined {
  const document: Document<ParsedNode> = parseDocument(text, { prettyErrors: false })
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined
  const inserted = insertLines(text, document, grant)
  const rewritten = rewrite(document, grant)
  const same = rewritten !== undefined && inserted !== undefined && isDeepStrictEqual(data(inserted), data(rewritten))
  return same ? inserted : rewritten
}

/** Adds lines after the last grant, or after everything; undefined where the text is not written in lines. */
function insertLines(text: string, { contents }: Document<ParsedNode>, grant: WrittenGrant): string | undefined {
  if (!isMap(contents) || contents.flow === true) return undefined
  const grants = contents.items.find(({ key }) => isScalar(key) && key.value === 'grants')?.value
  if (grants === undefined) return `${closed(text)}grants:\n${snippet(grant).replaceAll(/^(?=.)/gm, '  ')}`
  if (!isSeq(grants) || grants.flow === true || grants.items.length === 0) return undefined
  const [start, end] = grants.range
  const margin = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1))
  const lineEnd = text.indexOf('\n', Math.max(start, end - 1))
  const at = lineEnd < 0 ? text.length : lineEnd + 1
  return closed(text.slice(0, at)) + snippet(grant).replaceAll(/^(?=.)/gm, margin) + text.slice(at)
}

const closed = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`)

/** Writes the whole document anew: comments stay, white space may not. */
function rewrite(document: Document<ParsedNode>, grant: WrittenGrant): string | undefined {
  const grants: unknown = document.get('grants')
  if (isSeq(grants)) {
    if (grants.items.length === 0) grants.flow = false
    grants.add(document.createNode(grant))
  } else if (grants === undefined || grants === null) document.set('grants', document.createNode([grant]))
  else return undefined
  return document.toString({ lineWidth: 0 })
}

function data(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

async function replace(path: string, before: string, after: string): Promise<string | undefined> {
  const beside = `${path}.${process.pid}.new`
  try {
    const { mode, uid, gid } = await stat(path)
    const file = await open(beside, 'wx', mode & 0o777)
    try {
      await file.writeFile(after)
      await file.chmod(mode & 0o777)
      await file.sync()
    } finally {
      await file.close()
    }
    // An administrator must not take the file away from the gateway's user.
    await chown(beside, uid, gid).catch(() => undefined)
    const now = await readSource(path)
    if (!now.ok || now.text !== before) throw new Error('it was changed meanwhile; try again')
    await rename(beside, path)
    return undefined
  } catch (error) {
    await rm(beside, { force: true })
    return `${path} cannot be written: ${error instanceof Error ? error.message : 'unknown cause'}.`
  }
}
