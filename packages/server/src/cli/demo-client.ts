/** A client as small as can be: stateless calls of MCP 2026-07-28, one answer each. */

/** What came back of a call. */
export interface Answer {
  readonly text: string
  /** The gateway's decision, where it refused. */
  readonly refused: { readonly code: string; readonly rule: string | undefined } | undefined
}

export interface DemoClient {
  listTools(): Promise<readonly string[]>
  call(name: string, args: Readonly<Record<string, unknown>>): Promise<Answer>
}

const VERSION = '2026-07-28'
const META = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientInfo': { name: 'portcullis-demo', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

type Json = Readonly<Record<string, unknown>>
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? { ...value } : {})
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** @param url of one server behind a gateway */
export function createDemoClient(url: string, token: string): DemoClient {
  let id = 0

  async function request(method: string, params: Json, name?: string): Promise<Json> {
    id += 1
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': VERSION,
        'mcp-method': method,
        ...(name === undefined ? undefined : { 'mcp-name': name }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta: META } }),
    })
    return record(readAnswer(await response.text()))
  }

  return {
    async listTools() {
      const { tools } = record((await request('tools/list', {}))['result'])
      return list(tools).map((tool) => String(record(tool)['name']))
    },
    async call(name, args) {
      const answer = await request('tools/call', { name, arguments: args }, name)
      const result = record(answer['result'])
      const decision = record(record(result['_meta'])['portcullis/decision'])
      const text = list(result['content'])
        .map((part) => String(record(part)['text']))
        .join('\n')
      const { code, rule } = decision
      const error = record(answer['error'])['message']
      if (typeof error === 'string') return { text: error, refused: { code: 'error', rule: undefined } }
      const refused = typeof code === 'string' ? { code, rule: typeof rule === 'string' ? rule : undefined } : undefined
      return { text, refused }
    },
  }
}

/** One JSON text, or the last message of an event stream. */
function readAnswer(body: string): unknown {
  const data = body
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .at(-1)
  return JSON.parse(data === undefined ? body : data.slice('data:'.length))
}
