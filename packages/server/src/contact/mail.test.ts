import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ContactMail } from '../ports/contact.ts'
import { House, send } from './desk-house.contract.ts'

interface MailServer {
  readonly port: number
  readonly lines: string[]
  readonly mails: string[]
}

const TAKES: Readonly<Record<string, string>> = {
  DATA: '354 go on',
  QUIT: '221 bye',
  EHLO: '250 mail.test',
  STARTTLS: '502 no',
}

/** A minimal mail server (RFC 5321) that takes everything and can do nothing else, encryption included. */
async function mailServer(): Promise<MailServer> {
  const lines: string[] = []
  const mails: string[] = []
  const server = createServer((socket) => {
    let [rest, inData] = ['', false]
    const take = (part: string): string => {
      if (inData) mails.push(part)
      else lines.push(part)
      const answer = inData ? '250 taken' : (TAKES[part.split(' ')[0] ?? ''] ?? '250 fine')
      inData = !inData && part === 'DATA'
      return `${answer}\r\n`
    }
    socket.write('220 mail.test\r\n')
    socket.on('error', () => socket.destroy())
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      rest += chunk
      for (;;) {
        const mark = inData ? '\r\n.\r\n' : '\r\n'
        const end = rest.indexOf(mark)
        if (end < 0) return
        const part = rest.slice(0, end)
        rest = rest.slice(end + mark.length)
        socket.write(take(part))
      }
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, lines, mails }
}

describe('mail', () => {
  const mail = (port: number, changed: Partial<ContactMail> = {}) => ({
    mail: {
      host: '127.0.0.1',
      port,
      security: 'none' as const,
      login: undefined,
      from: 'gate@example.com',
      to: ['desk@example.com', 'second@example.com'],
      timeout: 3_000,
      ...changed,
    },
  })

  it('goes to whom the configuration names, with an answer address, and nothing else becomes a header', async () => {
    const house = new House()
    const { port, lines, mails } = await mailServer()
    await send(house.open(mail(port)), {
      name: '"Ada" <all@example.org>, Eve',
      about: 'x: Bcc: eve@example.org',
      message: 'Line\n\nBcc: eve@example.org\n.\nend',
    })
    await expect.poll(() => house.drawer().list('all')).toMatchObject([{ deliveries: [] }])
    expect(lines.filter((line) => /^(?:MAIL|RCPT)/.test(line))).toEqual([
      'MAIL FROM:<gate@example.com>',
      'RCPT TO:<desk@example.com>',
      'RCPT TO:<second@example.com>',
    ])
    const [head = '', body = ''] = mails[0]!.split(/\r\n\r\n/)
    expect(head).toMatch(/^From: gate@example\.com$/m)
    expect(head).toMatch(/^Reply-To: ".*" <ada@example\.org>$/m)
    expect(head).toMatch(/^Subject: =\?UTF-8\?Q\?Contact_=28danger=29=3A_x=3A_Bcc/m)
    expect(head).not.toMatch(/^(?:Bcc|Cc):/im)
    expect(body).toContain('Topic: danger')
    expect(mails[0]).toContain('\r\n..\r\nend')
  })

  it('is not sent, and nothing is said, where the line cannot be encrypted', async () => {
    const house = new House()
    const { port, lines } = await mailServer()
    await send(house.open(mail(port, { security: 'starttls', login: { user: 'u', password: 'hidden' } })))
    await expect.poll(() => house.said).toEqual([expect.stringContaining('not delivered by mail')])
    expect(lines.join()).not.toMatch(/MAIL|AUTH|hidden/)
    expect(house.drawer().list('all')[0]?.deliveries).toMatchObject([{ channel: 'mail', tries: 1 }])
    expect(house.said.join()).not.toContain('hidden')
  })
})
