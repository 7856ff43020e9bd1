/** A question of the gateway's own to a server: one request, one whole answer. */
import type { Link, Outgoing, ServerEvent } from '../upstream/link.ts'
import { scanAnswer } from '../wire/answer.ts'

const LARGEST_ANSWER = 8 * 1024 * 1024

/** @returns the JSON text of the answer; undefined if none came, or none that can be used */
export function ask(link: Link, outgoing: Outgoing): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    let size = 0
    let answer: Buffer | undefined
    link.exchange(outgoing, {
      onSent: () => undefined,
      onHead: () => undefined,
      onChunk(chunk) {
        size += chunk.length
        if (size <= LARGEST_ANSWER) pieces.push(chunk)
        return true
      },
      onEvent({ data }: ServerEvent) {
        if (data !== undefined && data.length <= LARGEST_ANSWER && scanAnswer(data)?.id === outgoing.id) answer = data
        return true
      },
      onEnd() {
        const whole = answer ?? (size <= LARGEST_ANSWER ? Buffer.concat(pieces) : undefined)
        resolve(whole !== undefined && scanAnswer(whole)?.id === outgoing.id ? whole : undefined)
      },
      onFailure: () => resolve(undefined),
    })
  })
}
