/** The body of a posted form, read within bounds. */
import { CONTACT_BOUNDS } from './form.ts'

/** Bytes of a form: the longest message, each character as four escaped bytes, and room for the other fields. */
const MAX_BODY = 60 * 1024

/** Why a body was not read. */
export interface UnreadForm {
  readonly status: 413 | 415
  readonly trouble: string
}

const wrongType: UnreadForm = {
  status: 415,
  trouble: 'It came in a form that is not read here. Send it by the form below.',
}

const tooLong: UnreadForm = {
  status: 413,
  trouble: `It was too long: write at most ${CONTACT_BOUNDS.message} characters.`,
}

/** The fields of a form that browsers post by default; nothing beyond the bound is read. */
export async function readPostedForm(request: Request): Promise<URLSearchParams | UnreadForm> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') return wrongType
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY) return tooLong
  if (request.body === null) return new URLSearchParams()
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body) {
    bytes += chunk.byteLength
    if (bytes > MAX_BODY) return tooLong
    chunks.push(chunk)
  }
  return new URLSearchParams(new TextDecoder().decode(Buffer.concat(chunks)))
}
