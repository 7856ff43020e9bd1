/** A session of MCP before 2026-07-28, for ways that know no other. */
import type { Destination } from './connection.ts'
import { greeting, plainHeaders } from './message.ts'

/** Begins one. @returns headers of its calls; rejects where there is none */
export async function beginSession({ port, path, token }: Destination): Promise<Readonly<Record<string, string>>> {
  const url = `http://127.0.0.1:${port}${path}`
  const headers = { ...plainHeaders, ...(token !== undefined && { authorization: `Bearer ${token}` }) }
  const first = await fetch(url, { method: 'POST', headers, body: greeting.initialize })
  const text = await first.text()
  const version = /"protocolVersion":"([0-9-]+)"/.exec(text)?.[1]
  if (version === undefined) throw new Error(`No session began: ${first.status} ${text.slice(0, 300)}`)
  const id = first.headers.get('mcp-session-id')
  const own = { ...plainHeaders, 'mcp-protocol-version': version, ...(id !== null && { 'mcp-session-id': id }) }
  const second = await fetch(url, { method: 'POST', headers: { ...headers, ...own }, body: greeting.initialized })
  await second.arrayBuffer()
  return own
}

/** Ends one, without waiting: a way that starts a program for each session ends it then. */
export function endSession({ port, path }: Destination, headers: Readonly<Record<string, string>>): void {
  fetch(`http://127.0.0.1:${port}${path}`, { method: 'DELETE', headers }).then(
    (answer) => answer.arrayBuffer(),
    () => undefined,
  )
}
