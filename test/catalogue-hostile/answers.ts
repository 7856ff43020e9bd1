/** What every answer of the catalogue's listener has to be, whatever was asked. */
import { expect } from 'vitest'
import { type RawAnswer, requestBytes, sendRaw } from '../raw-http.ts'
import type { Question } from './asking.ts'
import { judgeHtml } from './judge-html.ts'
import type { Listening } from './listening.ts'

/** Milliseconds within which everything is answered; the machine has other work meanwhile. */
const BOUND = 15_000

const PROGRAM_TYPES =
  /^(?:application\/(?:json|problem\+json|xml)|text\/(?:plain|markdown|javascript|css|event-stream)|image\/(?:png|svg\+xml))/

function judge({ troubles }: Listening, { status, headers, body }: RawAnswer): void {
  // 501 is the registry's word for writing; 503 that too many pictures wait.
  const isAnswer = (one: number) => (one >= 200 && one < 500) || one === 501 || one === 503
  expect(status, troubles.join()).toSatisfy(isAnswer)
  expect(headers['location'] ?? '/').toMatch(/^\/(?![/\\])[!-~]*$/)
  expect(headers['set-cookie']).toBeUndefined()
  expect(headers['access-control-allow-origin']).toBeUndefined()
  const type = headers['content-type'] ?? ''
  if (body === '' || type === '') return
  expect(headers['x-content-type-options'] ?? type).toMatch(/^(?:nosniff|application\/json|text\/event-stream)/)
  if (type.startsWith('text/html')) {
    expect(headers['content-security-policy']).toContain("default-src 'none'; ")
    judgeHtml(body.startsWith('<!doctype html>') ? body : `<!doctype html>${body}`)
  } else expect(type).toMatch(PROGRAM_TYPES)
}

/** Asks, and holds the answer against what every answer has to be. */
export async function askAndJudge(catalogue: Listening, question: Question): Promise<RawAnswer> {
  const { method, target, headers, body, chunked = false } = question
  const own = [['host', catalogue.origin.slice('http://'.length)], ['connection', 'close'], ...headers] as const
  const length = body === '' ? 'none' : chunked ? 'chunked' : String(Buffer.byteLength(body))
  const bytes = requestBytes({ method, target, headers: own, body, length })
  const answer = await sendRaw(catalogue.origin, bytes, BOUND)
  judge(catalogue, answer)
  return answer
}
