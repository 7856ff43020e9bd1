import { describe, expect, it } from 'vitest'
import { ChannelDownstream, ChannelMembers, type ClientChannel } from './channel-downstream.ts'

function channel() {
  const sent: string[] = []
  const told: string[] = []
  const state = { open: true }
  const members = new ChannelMembers()
  const client: ClientChannel = {
    get open() {
      return state.open
    },
    send: (message) => {
      sent.push(message.toString())
      return true
    },
    members,
  }
  const answer = (name: string): ChannelDownstream => {
    const down = new ChannelDownstream(client)
    down.onClose(() => told.push(`${name} closed`))
    down.onDrain(() => told.push(`${name} drained`))
    return down
  }
  return { sent, told, state, members, answer }
}

describe('answers over one channel', () => {
  it('are told of room and of the end, each that is still under way', () => {
    const { told, members, answer } = channel()
    answer('first')
    const second = answer('second')
    members.drained()
    second.json(200, Buffer.from('{}'))
    members.closed()
    expect(told).toEqual(['first drained', 'second drained', 'first closed'])
  })

  it('[stream.bounded] leave nothing behind when they are whole, however they end', () => {
    const { sent, told, members, answer } = channel()
    for (let i = 0; i < 1000; i += 1) {
      answer('json').json(200, Buffer.from('1'))
      const pieces = answer('pieces')
      pieces.beginJson()
      pieces.chunk(Buffer.from('2'))
      pieces.end()
      answer('aborted').abort()
    }
    expect(sent).toHaveLength(2000)
    members.drained()
    members.closed()
    expect(told).toEqual([])
  })

  it('[stream.cancel] that begin when the client is gone are told so at once', () => {
    const { told, state, answer } = channel()
    state.open = false
    answer('late')
    expect(told).toEqual(['late closed'])
  })
})
