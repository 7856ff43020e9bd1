/** Everything that an installation answers, whoever asks in this process: heads, bodies and streams of events. */
import { vi } from 'vitest'
import type { Source } from './traces.ts'

/** What was heard. */
export interface Overheard {
  /** In the order in which it was asked for; streams grow. */
  readonly answers: readonly Source[]
  /** Resolves once every answer but streams of events is heard to its end. */
  settled(): Promise<void>
}

/** Listens to every `fetch`, from now on; `isOurs` says of an origin whether it is the installation's. */
export function overhear(isOurs: (origin: string) => boolean): Overheard {
  const real = globalThis.fetch
  const answers: { where: string; text: string }[] = []
  const ends: Promise<void>[] = []
  vi.stubGlobal('fetch', async (...asked: Parameters<typeof fetch>) => {
    const response = await real(...asked)
    const { origin, pathname } = new URL(response.url)
    if (!isOurs(origin)) return response
    const where = `${asked[1]?.method ?? 'GET'} ${pathname} (${response.status})`
    const heard = { where, text: [...response.headers].map((head) => head.join(': ')).join('\n') }
    answers.push(heard)
    const end = hearBody(response.clone(), heard)
    if (response.headers.get('content-type') !== 'text/event-stream') ends.push(end)
    return response
  })
  return {
    answers,
    async settled() {
      await Promise.all(ends)
    },
  }
}

async function hearBody(response: Response, heard: { text: string }): Promise<void> {
  const decoder = new TextDecoder('latin1')
  try {
    for await (const piece of response.body ?? []) heard.text += decoder.decode(piece)
  } catch {
    // A stream that somebody left: what came until then was heard.
  }
}
