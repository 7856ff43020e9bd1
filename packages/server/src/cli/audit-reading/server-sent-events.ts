/** Server-sent events out of a stream of bytes (HTML, section 9.2). */

/** An event. */
export interface ServerSentEvent {
  readonly event: string
  readonly data: string
}

/** The events of a stream, in order; comments are left out. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true })
    const blocks = text.replaceAll('\r\n', '\n').split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const found = eventIn(block)
      if (found !== undefined) yield found
    }
  }
}

function eventIn(block: string): ServerSentEvent | undefined {
  const fields = block.split('\n').map((line) => /^(event|data): ?(.*)$/s.exec(line))
  const data = fields.flatMap((field) => (field?.[1] === 'data' ? [field[2] ?? ''] : []))
  if (data.length === 0) return undefined
  return { event: fields.findLast((field) => field?.[1] === 'event')?.[2] ?? 'message', data: data.join('\n') }
}
