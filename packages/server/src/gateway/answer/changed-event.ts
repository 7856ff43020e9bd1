/** Events of a stream that do not go on as they came: with the id that a stream is taken up by again. */
import { retryIn } from '../session/resume-point.ts'
import type { ServerEvent } from '../upstream/link.ts'
import { formatEvent, isSendableId } from '../wire/sse.ts'

const KEEP_ALIVE = Buffer.from(':\n\n')
const DATA_LINE = /(?:^|[\r\n])data[:\r\n]/

/** @param data the message as it goes on; the same buffer: nothing changed, and the event stays as it came */
export function changedEvent(event: ServerEvent, data: Buffer): ServerEvent {
  if (data === event.data) return event
  const { id } = event
  if (id === undefined || event.raw === undefined || !isSendableId(id)) return { data, raw: undefined, id }
  return { data, raw: Buffer.concat([Buffer.from(`id: ${id}\n`), formatEvent(data)]), id }
}

/**
 * An event without what stands beside its message: of a server whose words are inspected, comments and names of events
 * are words that nothing looks at. Ids stay, for streams are taken up by them; one that cannot be sent back is emptied.
 */
export function bareEvent(event: ServerEvent): ServerEvent {
  const { raw, data, id } = event
  if (raw === undefined || event.isBare === true) return event
  const idLine = id === undefined ? '' : `id: ${isSendableId(id) ? id : ''}\n`
  if (data !== undefined) return { ...event, raw: Buffer.concat([Buffer.from(idLine), formatEvent(data)]) }
  const text = raw.toString('latin1')
  const retry = retryIn(text)
  const fields = `${idLine}${retry === undefined ? '' : `retry: ${retry}\n`}${DATA_LINE.test(text) ? 'data:\n' : ''}`
  return { ...event, raw: fields === '' ? KEEP_ALIVE : Buffer.from(`${fields}\n`) }
}
