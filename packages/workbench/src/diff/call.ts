/** Calls of one tool, as a gateway would put them to a policy. */
import {
  type ArgumentSchema,
  type CallRequest,
  compileArgumentSchema,
  type Decision,
  decide,
  type Instant,
  isObject,
  type JsonObject,
  type JsonValue,
  readsOf,
  settingsFor,
  type ToolLabel,
} from '@portcullis/engine'
import type { KnownTool } from '../tool-list.ts'
import type { Side } from './side.ts'
import { isPlainSchema, sampleArguments } from './values/schema.ts'

/** A tool, or a name that stands for many that are not known. */
export interface Target {
  readonly name: string
  readonly label: ToolLabel | undefined
  /** Undefined for names that no list has. */
  readonly tool: KnownTool | undefined
  /** For people: `create_order`, `any other tool`. */
  readonly subject: string
}

/** Calls of a target. */
export interface Calls {
  readonly target: Target
  /** One that every other is made from. */
  readonly base: CallRequest
  readonly inputSchema: JsonObject | undefined
  /**
   * Reads arguments as both policies do: with the schema's defaults, and refusing what does not fit it, where it can be
   * judged by. Undefined where a policy takes arguments as they come.
   */
  readonly read: ArgumentSchema | undefined
  /** Whether every call that fits is like one of those that are tried. */
  readonly isPlain: boolean
}

/** @param at when calls are made, unless their time is what matters */
export function callsOf(target: Target, sides: readonly [Side, Side], at: Instant): Calls {
  const { tool, name, label } = target
  const inputSchema = asSchema(tool?.inputSchema)
  const validates = sides.map(({ real }) => settingsFor(real, at).validatesArguments)
  const compiled = inputSchema && compileArgumentSchema(inputSchema)
  const isJudged = compiled?.ok === true
  const read = validates.every((each) => each)
    ? compiled && (isJudged ? compiled.schema : compiled.defaults)
    : undefined
  const sample = read === undefined ? {} : sampleArguments(inputSchema)
  const usable = read?.(sample).ok === true
  return {
    target,
    base: {
      subject: { organisation: 'local', grant: 'grant', label: 'grant', owner: 'owner', tags: {} },
      tool: {
        server: 'server',
        name,
        label,
        annotations: tool === undefined ? undefined : ((tool.annotations ?? {}) as JsonObject),
      },
      context: {
        at,
        slot: 0,
        seen: { private: false, untrusted: false, secrets: false },
        digest: (text) => `d${text.length}`,
      },
      arguments: usable ? sample : {},
      inexact: new Set(),
    },
    inputSchema,
    read: usable ? read : undefined,
    isPlain:
      inputSchema === undefined ||
      !isJudged ||
      validates.every((each) => !each) ||
      (usable && isPlainSchema(inputSchema)),
  }
}

function asSchema(schema: unknown): JsonObject | undefined {
  // A list of tools is JSON, and so are its definitions.
  const json = schema as JsonValue | undefined
  return json !== undefined && isObject(json) ? json : undefined
}

/** The call as rules read it: with the schema's defaults; undefined for one that does not fit. */
export function judged({ read }: Calls, request: CallRequest): CallRequest | undefined {
  if (read === undefined) return request
  const found = read(request.arguments)
  return found.ok ? { ...request, arguments: found.args } : undefined
}

/** What a policy answers to a call that fits; arguments that no rule reads stay as they came. */
export function answerTo({ real }: Side, request: CallRequest, asJudged: CallRequest): Decision {
  const { tool, context } = request
  return decide(real, readsOf(real, tool, context.at).arguments ? asJudged : request)
}
