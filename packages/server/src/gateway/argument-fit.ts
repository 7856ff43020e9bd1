/** Arguments before rules read them: held against the tool's own schema, and completed with its defaults for judging. */
import {
  type ArgumentSchema,
  type CompiledPolicy,
  compileArgumentSchema,
  describeFault,
  enforcedReads,
  inForceAt,
  type JsonObject,
  readsOf,
  settingsFor,
} from '@portcullis/engine'
import { argumentsOf } from './describe.ts'
import type { Environment } from './environment.ts'
import type { Refusal } from './errors.ts'
import type { KnownTool } from './tools/known-tool.ts'
import type { Turn } from './turn.ts'

/** Arguments as rules read them, and why the call is refused where they do not fit the schema. What is sent stays as it came. */
export interface FittedArguments {
  readonly args: JsonObject
  readonly refused: Refusal | undefined
}

/** By the schema's own object, which lives as long as the definition that it stands in. */
const schemas = new WeakMap<JsonObject, ArgumentSchema>()
/** Whether arguments of a tool are held against its schema, by policy. */
const wanted = new WeakMap<CompiledPolicy, WeakMap<KnownTool, boolean>>()

/** Whether rules that read arguments want them to fit the tool's schema; rules in shadow mode included. */
export function wantsSchema(policy: CompiledPolicy, tool: Named, at: number): boolean {
  return settingsFor(policy, at).validatesArguments && readsOf(policy, tool, at).arguments
}

/** Whether arguments that do not fit, or cannot be held against a schema, are refused: not for a rule in shadow mode. */
export function insistsOnSchema(policy: CompiledPolicy, tool: Named, at: number): boolean {
  return settingsFor(policy, at).validatesArguments && enforcedReads(policy, tool, at).arguments
}

type Named = Pick<KnownTool, 'name' | 'label'>

/** @param tool undefined where the server's list is not known, or has no such tool: arguments are taken as they are */
export function fitArguments(env: Environment, turn: Turn, tool: KnownTool | undefined): FittedArguments {
  const args = argumentsOf(turn)
  const schema = tool && schemaFor(env, turn, tool)
  if (tool === undefined || schema === undefined) return { args, refused: undefined }
  const read = schema(args)
  if (read.ok) return { args: read.args, refused: undefined }
  const { policy } = turn.caller
  if (policy === undefined || !insistsOnSchema(policy.compiled, tool, turn.at)) return { args, refused: undefined }
  const message = `The arguments do not fit the tool's input schema: ${describeFault(read.fault)}. Correct them and call again.`
  return { args, refused: { code: 'arguments_invalid', message, rule: '(input schema)' } }
}

function schemaFor(env: Environment, { caller, at }: Turn, tool: KnownTool): ArgumentSchema | undefined {
  const { inputSchema } = tool
  if (inputSchema === undefined || caller.policy === undefined) return undefined
  if (!isSchemaWanted(inForceAt(caller.policy.compiled, at), tool, at)) return undefined
  return schemas.get(inputSchema) ?? prepare(env, caller.server.slug, tool, inputSchema)
}

function isSchemaWanted(policy: CompiledPolicy, tool: KnownTool, at: number): boolean {
  const known = wanted.get(policy)?.get(tool)
  if (known !== undefined) return known
  const isWanted = wantsSchema(policy, tool, at)
  const ofPolicy = wanted.get(policy) ?? new WeakMap<KnownTool, boolean>()
  wanted.set(policy, ofPolicy.set(tool, isWanted))
  return isWanted
}

/** Once for each definition: of a schema that cannot be judged by, which is said to the operator, the defaults hold. */
function prepare(env: Environment, server: string, { name }: KnownTool, schema: JsonObject): ArgumentSchema {
  const compiled = compileArgumentSchema(schema)
  const prepared = compiled.ok ? compiled.schema : compiled.defaults
  schemas.set(schema, prepared)
  if (!compiled.ok) {
    env.diagnose(
      `The input schema of ${name} on ${server} cannot be judged by: ${compiled.reason}. Rules read its arguments as they come, with its defaults.`,
    )
  }
  return prepared
}
