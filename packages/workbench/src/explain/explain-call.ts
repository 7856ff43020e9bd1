/** One call explained as the gateway judges it: its arguments are held against the tool's schema first. */
import {
  type CallRequest,
  type CompiledPolicy,
  compileArgumentSchema,
  describeFault,
  type Explanation,
  enforcedReads,
  explain,
  isObject,
  type JsonValue,
  readsOf,
  settingsFor,
} from '@portcullis/engine'

/** What would become of the call. */
export interface ExplainedCall extends Explanation {
  /** Why it is refused before any rule is asked (`arguments_invalid`); undefined: its arguments fit. */
  readonly schemaFault: string | undefined
}

/**
 * Explains a call; its values are shown, since whoever asks gave them.
 * @param inputSchema of the tool's definition; undefined: not known, and arguments are judged as they are
 */
export function explainCall(compiled: CompiledPolicy, request: CallRequest, inputSchema: unknown): ExplainedCall {
  const { at } = request.context
  const held = settingsFor(compiled, at).validatesArguments && readsOf(compiled, request.tool, at).arguments
  const { args, fault } = held ? fitted(inputSchema, request.arguments) : { args: request.arguments, fault: undefined }
  // What is only tried refuses nothing.
  const schemaFault = enforcedReads(compiled, request.tool, at).arguments ? fault : undefined
  return { schemaFault, ...explain(compiled, { ...request, arguments: args }, { showValues: true }) }
}

/** Arguments as rules read them: with the defaults of the tool's schema; and what does not fit it. */
function fitted(inputSchema: unknown, args: CallRequest['arguments']) {
  // A tool's definition is JSON, and so is the schema in it.
  const schema = inputSchema as JsonValue | undefined
  if (schema === undefined || !isObject(schema)) return { args, fault: undefined }
  const compiled = compileArgumentSchema(schema)
  const read = (compiled.ok ? compiled.schema : compiled.defaults)(args)
  return read.ok ? { args: read.args, fault: undefined } : { args, fault: describeFault(read.fault) }
}
