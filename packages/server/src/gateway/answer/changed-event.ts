/** An event of a stream whose message was changed: with the id that a stream is taken up by again. */
import type { ServerEvent } from '../upstream/link.ts'
import { formatEvent } from '../wire/sse.ts'

const LINE_END = /[\r\n\0]/

/** @param data the message as it goes on; the same buffer: nothing changed, and the event stays as it came */
export function changedEvent(event: ServerEvent, data: Buffer): ServerEvent {
  if (data === event.data) return event
  const { id } = event
  if (id === undefined || event.raw === undefined || LINE_END.test(id)) return { data, raw: undefined, id }
  return { data, raw: Buffer.concat([Buffer.from(`id: ${id}\n`), formatEvent(data)]), id }
}
