import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { NewContactMessage } from '../ports/contact.ts'
import { openContactBox } from '../store/sqlite/contact.ts'
import { ranCommand } from './command-run.contract.ts'
import { listContact, useContact } from './contact.ts'

const message: NewContactMessage = {
  id: 'abc234567890',
  at: Date.UTC(2027, 0, 2, 3, 4),
  name: 'Eve\u001b[2J\u202e',
  email: 'eve@example.org',
  topic: 'danger',
  about: '',
  message: 'one \u001b]0;title\u0007\n\ttwo\u009b31m',
  spam: false,
  sender: 's',
  content: 'c1',
  channels: ['webhook'],
}

function house(...messages: readonly NewContactMessage[]) {
  const base = mkdtempSync(join(tmpdir(), 'portcullis-contact-'))
  mkdirSync(join(base, 'state'))
  const config = join(base, 'portcullis.yaml')
  writeFileSync(config, 'data: state\n')
  onTestFinished(() => rmSync(base, { recursive: true }))
  if (messages.length > 0) {
    const opened = openContactBox({
      path: join(base, 'state', 'contact.db'),
      maxMessages: 10,
      hourlyPerSender: 10,
      daily: 10,
    })
    if (opened.outcome === 'refused') throw new Error(opened.problem)
    // The gateway keeps it open while the commands run.
    onTestFinished(() => opened.box.close())
    for (const each of messages) expect(opened.box.deposit(each)).toEqual({ outcome: 'kept', id: each.id })
  }
  return { config, run: ranCommand }
}

describe('portcullis contact', () => {
  test('lists, shows, marks and deletes, while the catalogue has the file open', async () => {
    const { config, run } = house(message, { ...message, id: 'zzz', spam: true, content: 'c2' })
    const list = (options = {}) => run((output) => listContact({ config, ...options }, output))
    const use = (verb: 'show' | 'read' | 'delete', id: string) =>
      run((output) => useContact(verb, id, { config }, output))
    expect(await list()).toEqual({
      code: 0,
      out: 'abc234567890  2027-01-02 03:04Z  new   danger: one �]0;title�  (Eve�[2J�)\n',
      error: '',
    })
    expect((await use('show', 'abc')).out).toBe(
      [
        'Number  abc234567890',
        'Sent    2027-01-02 03:04Z',
        'State   new',
        'From    Eve�[2J� <eve@example.org>',
        'Topic   danger',
        '',
        '  one �]0;title�',
        '      two�31m',
        '',
        'Not delivered yet:',
        '  by webhook: waits for its first attempt',
        '',
      ].join('\n'),
    )
    expect(await use('read', 'abc')).toMatchObject({ code: 0 })
    expect(await list()).toEqual({ code: 0, out: '', error: 'There is no unread message.\n' })
    expect((await list({ all: true })).out).toContain('  read  ')
    expect((await list({ spam: true })).out).toMatch(/^zzz .* spam /)
    expect(await use('delete', 'abc')).toMatchObject({ code: 0 })
    expect(await use('show', 'abc')).toMatchObject({ code: 1, out: '' })
    expect((await list({ all: true })).out).toBe('')
  })

  test('prints JSON that a terminal does not obey either', async () => {
    const { config, run } = house(message)
    const { out } = await run((output) => listContact({ config, json: true }, output))
    expect(out).toMatch(/^[\x20-\x7e]+\n$/)
    expect(JSON.parse(out)).toMatchObject({ id: message.id, name: message.name, at: '2027-01-02T03:04:00.000Z' })
  })

  test('wants a number that is one message’s, and makes no file where there is none', async () => {
    const { config, run } = house(message, { ...message, id: 'abd', content: 'c2' })
    const show = (id: string) => run((output) => useContact('show', id, { config }, output))
    expect(await show('ab')).toMatchObject({ code: 1, error: expect.stringContaining('more than one') })
    expect(await show('%')).toMatchObject({ code: 1 })
    const empty = house()
    const twice = () => empty.run((output) => listContact({ config: empty.config, all: true }, output))
    expect(await twice()).toEqual(await twice())
    expect(await twice()).toEqual({ code: 0, out: '', error: 'There is no message.\n' })
  })
})
