/** Policies and tools for tests of findings, and what is said of them. */
import type { KnownTool } from '../tool-list.ts'
import { checkPolicy } from './check-policy.ts'

/** A document under default deny. */
export const policy = (parts: object): string => JSON.stringify({ version: '1', default: 'deny', ...parts })

/** Codes of findings, each with its place. */
export const codes = (text: string, tools?: readonly KnownTool[]): readonly string[] =>
  checkPolicy(text, tools === undefined ? {} : { tools }).findings.map(({ code, pointer }) => `${code} ${pointer}`)

/** A tool with these arguments. */
export const tool = (name: string, properties: object, required: readonly string[] = []): KnownTool => ({
  name,
  inputSchema: { type: 'object', properties, required },
})
