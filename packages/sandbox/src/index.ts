/** A Klaviyo-shaped MCP server over an in-memory shop, for first runs, demonstrations and tests. */
export { type Sandbox, type SandboxOptions, serveSandboxOnStdio, startSandbox } from './sandbox.ts'
export { SANDBOX_DEFINITIONS, type SandboxDefinition } from './tools/definitions.ts'
