/** Calls that are made up to ask the engine what it would answer. */
import type { CallRequest, JsonObject, Seen } from '@portcullis/engine'
import type { KnownTool } from '../tool-list.ts'

/** Everything of a made-up call that matters to conditions. */
export interface MadeUp {
  readonly args: JsonObject
  readonly tool: KnownTool | undefined
  /** Texts by root, and by key where there are several: `grant.label`, `grant.tags.team`, `client.name`, `request.ip`, `tool.server`. */
  readonly texts: ReadonlyMap<string, string>
  readonly seen: Seen
  /** Milliseconds since the Unix epoch. */
  readonly at: number
}

/** The request that such a call would be. */
export function requestOf({ args, tool, texts, seen, at }: MadeUp): CallRequest {
  const address = texts.get('request.ip')
  const name = texts.get('client.name')
  const version = texts.get('client.version')
  return {
    subject: {
      organisation: '',
      grant: '',
      label: texts.get('grant.label') ?? '',
      owner: texts.get('grant.owner') ?? '',
      tags: tagsOf(texts),
    },
    tool: {
      server: texts.get('tool.server') ?? '',
      name: tool?.name ?? '',
      label: tool?.label,
      annotations: isJsonObject(tool?.annotations) ? tool.annotations : {},
    },
    context: {
      at,
      slot: 0,
      client: { ...(name !== undefined && { name }), ...(version !== undefined && { version }) },
      ...(address !== undefined && { address }),
      seen,
    },
    arguments: args,
    inexact: new Set(),
  }
}

/** Annotations were read as JSON. */
function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null
}

const TAGS = 'grant.tags.'

function tagsOf(texts: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...texts].flatMap(([path, value]) => (path.startsWith(TAGS) ? [[path.slice(TAGS.length), value]] : [])),
  )
}

/** Nothing was read before. */
export const NOTHING_SEEN: Seen = { private: false, untrusted: false, secrets: false }
