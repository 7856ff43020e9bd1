/** A server on stdio as a few lines of script, for what no good server does. */

/** Arguments of Node for a server that lists one tool, `echo`; `quirks` is script that runs first, with `answer` in reach. */
export const scripted = (quirks = ''): readonly string[] => ['-e', SCRIPT.replace('QUIRKS', () => quirks)]

const SCRIPT = `
const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n')
const answer = (id, result) => say({ id, result })
const methods = {
  initialize: (id, { protocolVersion }) => answer(id, { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'scripted', version: '1' } }),
  'tools/list': (id) => answer(id, { tools: [{ name: 'echo', inputSchema: { type: 'object' } }] }),
  'tools/call': (id, params) => answer(id, { content: [{ type: 'text', text: JSON.stringify(params.arguments) }] }),
}
QUIRKS
let rest = ''
process.stdin.on('data', (text) => {
  const lines = (rest + text).split('\\n')
  rest = lines.pop()
  for (const line of lines) {
    const { id, method, params } = JSON.parse(line)
    if (id === undefined) continue
    if (methods[method]) methods[method](id, params)
    else say({ id, error: { code: -32601, message: 'Method not found' } })
  }
})
`
