/** `docs/reference/errors.md`: the table of refusals, as the gateway uses it. */
import { refusals } from '../../packages/server/src/gateway/errors.ts'
import type { RefusalForm } from '../../packages/server/src/gateway/refusal-form.ts'

const row = ([code, form]: readonly [string, RefusalForm]): string => {
  const onCall = form.asToolResult ? 'tool result' : `error ${form.rpc}`
  return `| \`${code}\` | ${onCall} | ${form.rpc} | ${form.http} | ${form.note} |`
}

/** The page. */
export function errorsPage(): string {
  return `# Refusals

Every refusal of the gateway, generated from its own table. The codes are a contract: programs may rely on them.

A refused \`tools/call\` is answered with a tool result that the model can read: \`isError: true\`, the sentence in
\`content\`, and under \`_meta["portcullis/decision"]\` the code, the rule (a JSON Pointer into the policy), the policy's id
and version, the decision's id in the log, and \`retryAfter\` in seconds where waiting helps. Everything else is a JSON-RPC
error. Codes of JSON-RPC and MCP keep their meaning; the gateway's own lie outside the range that those reserve.

A message that cannot be read is refused with the codes of the protocol itself: \`parse_error\` −32700, \`invalid_request\`
−32600, \`header_mismatch\` −32020, \`unsupported_version\` −32022, \`envelope_invalid\` and \`params_invalid\` −32602.

| code | on \`tools/call\` | JSON-RPC code otherwise | HTTP status | what it means, and what to do |
|---|---|--:|--:|---|
${Object.entries(refusals).map(row).join('\n')}
`
}
