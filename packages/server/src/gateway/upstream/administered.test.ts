import { describe, expect, it } from 'vitest'
import type { Credential, CredentialRefusal, Obtained } from '../../ports/vault.ts'
import { administered } from './administered.ts'
import type { AnswerHead, AnswerListener, FailureDetail, Link, Outgoing, UpstreamFailure } from './link.ts'

const HEAD: AnswerHead = { kind: 'json', status: 200, sessionId: undefined }
const REFUSED: CredentialRefusal = { status: 401, challenge: 'Bearer' }
const credential = (authorization: string): Credential => ({ headers: { authorization } })

const outgoing = (method: string): Outgoing => ({
  kind: 'request',
  bytes: Buffer.from('{}'),
  era: 'modern',
  id: 1,
  method,
  progressToken: undefined,
  headers: [],
})

/** A way whose messages a test answers, and a vault that a test fills. */
function open(first?: Credential) {
  const state: { current: Credential | undefined } = { current: first }
  const sent: AnswerListener[] = []
  const cancelled: AnswerListener[] = []
  const waiting: ((obtained: Obtained) => void)[] = []
  const asked: (CredentialRefusal | undefined)[] = []
  const reached: (UpstreamFailure | undefined)[] = []
  const link: Link = {
    exchange(_outgoing, listener) {
      sent.push(listener)
      return { cancel: () => void cancelled.push(listener), resume: () => undefined }
    },
    listen(_id, _headers, listener) {
      return link.exchange(outgoing('GET'), listener)
    },
    close: async () => 200,
    dead: false,
  }
  const upstream = administered(
    { link: () => link, close: async () => undefined },
    {
      credential: {
        current: () => state.current,
        obtain(_grant, refused) {
          asked.push(refused)
          return new Promise((resolve) => waiting.push(resolve))
        },
      },
      onReached: (failure) => void reached.push(failure),
    },
  )
  const told: string[] = []
  const details: (FailureDetail | undefined)[] = []
  const listener: AnswerListener = {
    onSent: () => void told.push('sent'),
    onHead: () => void told.push('head'),
    onChunk: () => true,
    onEvent: () => true,
    onEnd: () => void told.push('end'),
    onFailure(failure, isSent, detail) {
      told.push(`${failure} ${isSent}`)
      details.push(detail)
    },
  }
  const way = upstream.link({ grant: 'g', session: 's' })
  if (way === undefined) throw new Error('unexpected')
  /** What was waited for is there. */
  async function obtained(found: Obtained): Promise<void> {
    if (found.outcome === 'credential') state.current = found.credential
    waiting.shift()?.(found)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const give = (authorization: string): Promise<void> =>
    obtained({ outcome: 'credential', credential: credential(authorization) })
  return { way, listener, told, details, sent, cancelled, asked, reached, state, obtained, give }
}

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the way to a server with a credential', () => {
  it('waits for one, and sends nothing before', async () => {
    const { way, listener, sent, asked, give } = open()
    way.exchange(outgoing('tools/call'), listener)
    expect([sent.length, asked]).toEqual([0, [undefined]])
    await give('one')
    expect(sent).toHaveLength(1)
  })

  it('sends nothing for who went away meanwhile', async () => {
    const { way, listener, told, sent, give } = open()
    way.exchange(outgoing('tools/call'), listener).cancel()
    await give('one')
    expect([sent, told]).toEqual([[], []])
  })

  it('fails before anything was sent where there is none', async () => {
    const { way, listener, told, details, obtained } = open()
    way.exchange(outgoing('tools/call'), listener)
    await obtained({ outcome: 'none' })
    way.exchange(outgoing('tools/call'), listener)
    await obtained({ outcome: 'consent', link: 'https://admin.test/x' })
    expect(told).toEqual(['uncredentialed false', 'consent false'])
    expect(details).toEqual([undefined, { consent: 'https://admin.test/x' }])
  })

  it.each([
    ['tools/list', 2, []],
    ['tools/call', 1, ['renewed true']],
    ['tasks/update', 1, ['renewed true']],
    ['x/unknown', 1, ['renewed true']],
  ])('asks for another one that is refused, and sends again what only asks: %s', async (method, times, said) => {
    const { way, listener, told, sent, asked, give } = open(credential('one'))
    way.exchange(outgoing(method), listener)
    sent[0]?.onFailure('unauthorized', true, { refused: REFUSED })
    await soon()
    expect(asked).toEqual([REFUSED])
    await give('two')
    expect([sent.length, told]).toEqual([times, said])
    if (times === 2) sent[1]?.onFailure('unauthorized', true, { refused: REFUSED })
    await soon()
    expect([sent.length, asked.length, told.length]).toEqual([times, 1, 1])
  })

  it('does not ask for what another request had renewed already, nor take the same one for another', async () => {
    const { way, listener, told, sent, asked, state, obtained } = open(credential('one'))
    const before = state.current
    way.exchange(outgoing('tools/list'), listener)
    state.current = credential('two')
    sent[0]?.onFailure('unauthorized', true, { refused: REFUSED })
    await soon()
    expect([sent.length, asked]).toEqual([2, []])
    state.current = before
    way.exchange(outgoing('tools/list'), listener)
    sent[2]?.onFailure('unauthorized', true, { refused: REFUSED })
    await soon()
    await obtained({ outcome: 'credential', credential: before ?? credential('') })
    expect([sent.length, told]).toEqual([3, ['unauthorized true']])
  })

  it('says how the server was reached, not how a stream ended', async () => {
    const { way, listener, sent, reached } = open(credential('one'))
    for (let i = 0; i < 4; i++) way.exchange(outgoing('tools/call'), listener)
    const [first, second, third, fourth] = sent
    first?.onHead(HEAD)
    first?.onFailure('closed', true)
    second?.onFailure('unreachable', false)
    third?.onFailure('busy', false)
    fourth?.onFailure('timeout', true)
    expect(reached).toEqual([undefined, 'unreachable', 'timeout'])
  })

  it('passes on what comes, and cancels what goes', () => {
    const { way, listener, told, sent, cancelled } = open(credential('one'))
    const exchange = way.listen(undefined, [], listener)
    const [first] = sent
    first?.onSent()
    first?.onHead(HEAD)
    first?.onEnd()
    exchange.cancel()
    expect([told, cancelled.length]).toEqual([['sent', 'head', 'end'], 1])
  })
})
