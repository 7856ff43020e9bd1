/** One message of a client: bytes and the headers beside them → what it is, or why it is refused. Pure. */
import { callObjection } from './call-params.ts'
import type { MessageHead } from './head.ts'
import { eraOfNotification, eraOfRequest, eraOfResponse } from './ladder.ts'
import type { Message } from './message.ts'
import type { ScanRules } from './scan.ts'
import { createShapeReader, type RequestShape, type Shape } from './shape.ts'
import type { Objection, WireRefusal } from './wire-refusal.ts'

export type { WireRefusal } from './wire-refusal.ts'

/**
 * Prepares the reading of messages.
 *
 * The function that comes out reads one JSON text and judges it from the first rung to the last: form, JSON-RPC, era,
 * headers (where there are any: `head` is undefined over a channel), and for `tools/call` its `params`.
 */
export function createReader(
  rules?: ScanRules,
): (bytes: Buffer, head: MessageHead | undefined) => Message | WireRefusal {
  const readShape = createShapeReader(rules)
  return (bytes, head) => {
    const shape = readShape(bytes)
    if ('refused' in shape) return shape
    const judged = judge(bytes, shape, head)
    if (!('refused' in judged)) return judged
    return { ...judged, idText: shape.kind === 'request' ? shape.idText : undefined }
  }
}

/** Reads one message of a client. */
export const readMessage: (bytes: Buffer, head: MessageHead | undefined) => Message | WireRefusal = createReader()

function judge(bytes: Buffer, shape: Shape, head: MessageHead | undefined): Message | Objection {
  switch (shape.kind) {
    case 'request':
      return judgeRequest(bytes, shape, head)
    case 'notification': {
      const era = eraOfNotification(shape, head)
      return typeof era === 'object' ? era : { ...shape, bytes, era }
    }
    case 'response': {
      const era = eraOfResponse(shape, head)
      return typeof era === 'object' ? era : { ...shape, bytes, era }
    }
    default:
      return shape satisfies never
  }
}

function judgeRequest(bytes: Buffer, shape: RequestShape, head: MessageHead | undefined): Message | Objection {
  const era = eraOfRequest(shape, head)
  if (typeof era === 'object') return era
  const objection = shape.method === 'tools/call' ? callObjection(shape.params, era) : undefined
  if (objection !== undefined) return objection
  const { kind, id, idText, method, params, spans, inexact } = shape
  return { kind, bytes, era, id, idText, method, params, spans, inexact }
}
