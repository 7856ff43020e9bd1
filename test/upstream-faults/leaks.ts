/** Answers that give away the credential which the gateway injected. */
import { CREDENTIAL, event, type Fault, fault, RESULT, resultWith, says, streamed, streams } from './fault.ts'

const leak = (what: string, act: Fault['act']): Fault =>
  fault(`[secrets.leak] ${what}`, act, 'result_withheld', 'withheld')

const escaped = JSON.stringify(CREDENTIAL).slice(1, -1)
const unicode = [...CREDENTIAL]
  .map((c) => (/[a-z0-9]/.test(c) ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`))
  .join('')
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const PADDING = ' '.repeat(3 * 1024 * 1024)

export const LEAKS: readonly Fault[] = [
  leak('as a JSON string has it', says(resultWith(`Authorization: Bearer ${escaped}`))),
  leak('with escaped slashes', says(resultWith(escaped.replaceAll('/', '\\/')))),
  leak(
    'with Unicode escapes',
    says(resultWith(escaped.replaceAll('/', '\\u002f').replaceAll('+', '\\u002b').replaceAll('\\"', '\\u0022'))),
  ),
  leak('with all but letters and digits escaped', says(resultWith(unicode))),
  leak('in Base64', says(resultWith(base64(CREDENTIAL)))),
  leak('in Base64, one byte in', says(resultWith(base64(`x${CREDENTIAL}`)))),
  leak('in Base64, two bytes in', says(resultWith(base64(`xx${CREDENTIAL}yy`)))),
  leak('in Base64 for URLs', says(resultWith(Buffer.from(CREDENTIAL).toString('base64url')))),
  leak('in an error', says(`{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"${escaped}"}}`)),
  leak(
    'in an error with a status of its own',
    says(`{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"${escaped}"}}`, 500),
  ),
  leak('in a key', says(`{"jsonrpc":"2.0","id":1,"result":{"${escaped}":1}}`)),
  leak('in an answer of 3 MiB, at its beginning', says(resultWith(escaped + PADDING))),
  streamed(leak('in the answer of a stream', streams(event(resultWith(escaped))))),
  streamed(leak('in a message before the answer', streams(event(notice(escaped)), event(RESULT)))),
  streamed(leak('in a comment', streams(`: ${CREDENTIAL}\n\n`, event(RESULT)))),
  streamed(leak('in the id of an event', streams(`id: ${CREDENTIAL}\ndata: ${RESULT}\n\n`))),
]

function notice(text: string): string {
  return `{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"${text}"}}`
}
