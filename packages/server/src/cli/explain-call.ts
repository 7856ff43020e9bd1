/** The call that `explain` is asked about, out of what was typed. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  type CallRequest,
  type Context,
  isObject,
  type JsonObject,
  type JsonValue,
  type SessionSlot,
  TOOL_CATEGORIES,
  TOOL_RISKS,
  type ToolLabel,
} from '@portcullis/engine'
import type { KnownTool } from '@portcullis/workbench'
import { inexactNumbersIn } from '../compose/author.ts'
import { fileFault } from '../config/file-fault.ts'
import { systemClock } from '../ports/clock.ts'

/** What may be said of a call. */
export interface CallOptions {
  readonly tool?: string
  /** JSON, or `@` and the path of a file with it. */
  readonly args?: string
  readonly server?: string
  /** `category/risk`, both words of ours. */
  readonly label?: string
  readonly grant?: string
  readonly owner?: string
  /** `key=value`. */
  readonly tag: readonly string[]
  /** `name` or `name/version`. */
  readonly client?: string
  readonly ip?: string
  readonly at?: string
  /** What was read before: `private`, `untrusted`, `secrets`. */
  readonly seen: readonly string[]
}

/** A request, or what is wrong with the command. */
export type ReadCall =
  | { readonly ok: true; readonly request: CallRequest }
  | { readonly ok: false; readonly problem: string }

/** What was typed cannot be used; its text says why. */
class Unusable extends Error {}

/** @param known the tool as its server lists it */
export async function readCall(name: string, options: CallOptions, known: KnownTool | undefined): Promise<ReadCall> {
  try {
    return { ok: true, request: await requestOf(name, options, known) }
  } catch (error) {
    if (error instanceof Unusable) return { ok: false, problem: error.message }
    throw error
  }
}

async function requestOf(name: string, options: CallOptions, known: KnownTool | undefined): Promise<CallRequest> {
  const { args, inexact } = await argumentsOf(options.args)
  const label = options.label === undefined ? known?.label : labelOf(options.label)
  const grant = options.grant ?? 'grant'
  return {
    subject: { organisation: 'local', grant, label: grant, owner: options.owner ?? 'owner', tags: tagsOf(options.tag) },
    tool: { server: options.server ?? 'server', name, label, annotations: annotationsOf(known) },
    context: contextOf(options),
    arguments: args,
    inexact,
  }
}

function annotationsOf(known: KnownTool | undefined): JsonObject | undefined {
  // A list of tools is JSON, and so are the annotations in it.
  return known === undefined ? undefined : ((known.annotations ?? {}) as JsonObject)
}

const FIRST_SLOT: SessionSlot = 0

function contextOf({ at, client, ip, seen }: CallOptions): Context {
  const instant = at === undefined ? systemClock.now() : Date.parse(at)
  if (Number.isNaN(instant))
    throw new Unusable('The instant of --at cannot be read. Write it so: 2026-03-10T14:00:00Z.')
  const stranger = seen.find((each) => !['private', 'untrusted', 'secrets'].includes(each))
  if (stranger !== undefined) throw new Unusable('--seen knows the words private, untrusted and secrets. Use those.')
  const [clientName, clientVersion] = client?.split('/') ?? []
  return {
    at: instant,
    slot: FIRST_SLOT,
    ...(clientName !== undefined && {
      client: { name: clientName, ...(clientVersion !== undefined && { version: clientVersion }) },
    }),
    ...(ip !== undefined && { address: ip }),
    seen: {
      private: seen.includes('private'),
      untrusted: seen.includes('untrusted'),
      secrets: seen.includes('secrets'),
    },
    digest: (text) => createHash('sha256').update(text).digest('base64url'),
  }
}

async function argumentsOf(
  written = '{}',
): Promise<{ readonly args: JsonObject; readonly inexact: ReadonlySet<string> }> {
  const text = written.startsWith('@') ? await fileText(written.slice(1)) : written
  const read = parsed(text)
  if (read === undefined || !isObject(read)) {
    throw new Unusable('The arguments of --args are no JSON object. Write them so: --args \'{"amount": 5}\', or @FILE.')
  }
  return { args: read, inexact: inexactNumbersIn(Buffer.from(text)) }
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function fileText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new Unusable(`The arguments cannot be read: ${fileFault(error)}. Correct the path.`)
  }
}

function labelOf(text: string): ToolLabel {
  const [category, risk = 'medium'] = text.toLowerCase().split('/')
  const known = TOOL_CATEGORIES.find((each) => each === category)
  const level = TOOL_RISKS.find((each) => each === risk)
  if (known !== undefined && level !== undefined) return { category: known, risk: level, source: 'reviewed' }
  throw new Unusable(
    `--label is a category and a risk, such as write/medium: ${TOOL_CATEGORIES.join(', ')}; ${TOOL_RISKS.join(', ')}.`,
  )
}

function tagsOf(written: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    written.map((each) => {
      const at = each.indexOf('=')
      if (at < 1) throw new Unusable('A tag is written key=value.')
      return [each.slice(0, at), each.slice(at + 1)]
    }),
  )
}
