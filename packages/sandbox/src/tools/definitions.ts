/** What the sandbox's list of tools says, for whoever wants to know it without asking a running one. */
import type { JsonObject } from '../store/resource.ts'
import { TOOLS } from './table.ts'

/** A tool as it is listed: like the real server at run time, with neither a description nor annotations. */
export interface SandboxDefinition {
  readonly name: string
  readonly inputSchema: JsonObject & { readonly type: 'object' }
}

/** The definitions of all tools, in the order in which they are listed. */
export const SANDBOX_DEFINITIONS: readonly SandboxDefinition[] = TOOLS.map(({ name, inputSchema }) => ({
  name,
  inputSchema,
}))
