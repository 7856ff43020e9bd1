/** Server-sent events (HTML, section 9.2) over `fetch`, which, unlike `EventSource`, sends the session's key along. */
import { goToLogIn, sessionHeaders } from './session.ts'

/** One event. */
export interface StreamEvent {
  readonly name: string
  readonly data: string
}

/** What a stream tells. */
export interface Listening {
  readonly onEvent: (event: StreamEvent) => void
  /** Whether it is connected. */
  readonly onState?: (connected: boolean) => void
}

const PAUSE = 1000
const LONGEST_PAUSE = 30_000

/** Listens below `/api/v1` until it is ended, connecting again after each end. @returns ends it */
export function listen(path: string, { onEvent, onState }: Listening): () => void {
  const ended = new AbortController()
  void run(path, ended.signal, { onEvent, ...(onState && { onState }) })
  return () => ended.abort()
}

async function run(path: string, signal: AbortSignal, { onEvent, onState }: Listening): Promise<void> {
  let last = ''
  let pause = PAUSE
  while (!signal.aborted) {
    try {
      const response = await fetch(`/api/v1${path}`, {
        signal,
        headers: { ...sessionHeaders(), ...(last !== '' && { 'last-event-id': last }) },
      })
      if (response.status === 401) return goToLogIn()
      if (response.ok && response.body !== null) {
        pause = PAUSE
        onState?.(true)
        await readEvents(response.body, (event, id) => {
          if (id !== undefined) last = id
          if (event !== undefined) onEvent(event)
        })
      } else pause = Math.min(LONGEST_PAUSE, pause * 2)
    } catch {
      pause = Math.min(LONGEST_PAUSE, pause * 2)
    }
    onState?.(false)
    await sleep(pause, signal)
  }
}

/** Tells each event, and each id that was named. Resolves at the end of the stream. */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  tell: (event: StreamEvent | undefined, id: string | undefined) => void,
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const blocks = (rest + value).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const { event, id } = readBlock(block)
      tell(event, id)
    }
  }
}

function readBlock(block: string): { readonly event: StreamEvent | undefined; readonly id: string | undefined } {
  let name = 'message'
  let id: string | undefined
  const data: string[] = []
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') name = value
    else if (field === 'id') id = value
    else if (field === 'data') data.push(value)
  }
  return { event: data.length === 0 ? undefined : { name, data: data.join('\n') }, id }
}

const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
