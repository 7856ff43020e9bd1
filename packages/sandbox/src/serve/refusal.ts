/** Answers given before any server instance is asked. */

/**
 * A JSON-RPC error as a whole HTTP answer; without an id, because none may have been read. After 413 the rest of the body is not
 * read either, so the connection ends.
 */
export function refusal(status: number, code: number, message: string): Response {
  return Response.json(
    { jsonrpc: '2.0', error: { code, message }, id: null },
    { status, headers: status === 413 ? { connection: 'close' } : {} },
  )
}
