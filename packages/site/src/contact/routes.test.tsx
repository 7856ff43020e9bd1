import { openIndex } from '@portcullis/catalogue'
import { describe, expect, it } from 'vitest'
import type { ContactDesk, ContactForm, ContactOutcome, SiteOptions } from '../options.ts'
import { contactRoutes } from './routes.tsx'
import { isOwnForm } from './sender.ts'

const ORIGIN = 'http://127.0.0.1:4102'

interface Visit {
  readonly submitted: { readonly form: ContactForm; readonly address: string }[]
  get(path: string): Promise<Response>
  post(fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Response>
}

function visit(outcome: ContactOutcome | Error, kept: readonly string[] = []): Visit {
  const submitted: Visit['submitted'] = []
  const contact: ContactDesk = {
    submit: async (form, address) => {
      submitted.push({ form, address })
      if (outcome instanceof Error) throw outcome
      return outcome
    },
    has: async (id) => kept.includes(id),
  }
  const options: SiteOptions = {
    index: openIndex([], { day: '2026-01-01', sources: [] }),
    here: () => [],
    origin: ORIGIN,
    gateway: 'http://127.0.0.1:4100',
    contact,
  }
  const app = contactRoutes(options)
  const env = { address: '192.0.2.7' }
  return {
    submitted,
    get: async (path) => app.request(path, undefined, env),
    post: async (fields, headers = {}) =>
      app.request('/contact', { method: 'POST', body: new URLSearchParams(fields), headers }, env),
  }
}

const typed = { name: '<b>Ada</b>', email: 'ada@example.org', topic: 'danger', about: 'a/b', message: 'one\n"two"' }
const sent: ContactOutcome = { outcome: 'sent', id: 'abc123' }

describe('the contact page', () => {
  it('shows a form that works by itself, with the fields that a link names', async () => {
    const answer = await visit(sent).get('/contact?about=klaviyo%2Fcreate_campaign&topic=correction')
    const html = await answer.text()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(html).toContain('<form class="form contact-form" method="post" action="/contact">')
    expect(html).toContain('value="klaviyo/create_campaign"')
    expect(html).toMatch(/<option value="correction" selected(="")?>/)
    expect(html).not.toMatch(/ (?:style|on[a-z]+)=/)
  })

  it('shows a refused form again without what cannot be seen', async () => {
    const invalid: ContactOutcome = { outcome: 'invalid', problems: { name: 'Not so.' } }
    const html = await (
      await visit(invalid).post({ ...typed, name: 'A\u0000d\u202ea\u200b', message: 'one\r\ntwo\u009b\t3' })
    ).text()
    expect(html).toContain('value="Ada"')
    expect(html).toContain('>one\ntwo\t3</textarea>')
    const linked = await (await visit(sent).get('/contact?about=a%00%E2%80%AEb')).text()
    expect(linked).toContain('value="ab"')
  })

  it('takes nothing of a link that is not meant for it', async () => {
    const html = await (await visit(sent).get(`/contact?topic=evil&about=%22%3E${'x'.repeat(5_000)}`)).text()
    expect(html).not.toContain('evil')
    expect(html).toContain(`value="&quot;&gt;${'x'.repeat(198)}"`)
  })

  it('goes on to the page that says that it was sent, which cannot be had otherwise', async () => {
    const { post, get, submitted } = visit(sent, ['abc123'])
    const answer = await post(typed, { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-origin' })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/contact/sent?id=abc123')
    expect(submitted).toEqual([{ form: { ...typed, website: '' }, address: '192.0.2.7' }])
    expect(await (await get('/contact/sent?id=abc123')).text()).toContain('Message sent')
    for (const id of ['other', '', '%3Cb%3E']) {
      const absent = await get(`/contact/sent?id=${id}`)
      expect(absent.status).toBe(404)
      expect(await absent.text()).not.toContain('Message sent')
    }
  })

  it.each<[ContactOutcome | Error, number, string]>([
    [{ outcome: 'invalid', problems: { email: 'Write an address.' } }, 422, 'Write an address.'],
    [{ outcome: 'limited', retryAfterSeconds: 130 }, 429, 'in 3 minutes'],
    [{ outcome: 'failed', reason: 'The disk is full.' }, 503, 'The disk is full.'],
    [new Error('secret path'), 503, 'could not be stored'],
  ])('keeps what was typed when it was not sent: %j', async (outcome, status, text) => {
    const answer = await visit(outcome).post(typed)
    const html = await answer.text()
    expect(answer.status).toBe(status)
    expect(answer.headers.get('retry-after')).toBe(status === 429 ? '130' : null)
    expect(html).toContain('Your message was not sent')
    expect(html).toContain(text)
    expect(html).not.toContain('Message sent')
    expect(html).not.toContain('secret path')
    expect(html).toContain('value="&lt;b&gt;Ada&lt;/b&gt;"')
    expect(html).toContain('value="ada@example.org"')
    expect(html).toContain('one\n&quot;two&quot;')
    expect(html).toMatch(/<option value="danger" selected/)
  })

  it('ties each problem to its field', async () => {
    const html = await (await visit({ outcome: 'invalid', problems: { email: 'Wrong.' } }).post(typed)).text()
    expect(html).toContain('aria-describedby="email-problem email-hint"')
    expect(html).toContain('id="email-problem"')
    expect(html.match(/aria-invalid="true"/g)).toHaveLength(1)
  })
})

describe('a form that is not taken', () => {
  it('refuses a form of another site before anything is looked at', async () => {
    const { post, submitted } = visit(sent)
    expect((await post(typed, { Origin: 'http://evil.example' })).status).toBe(403)
    expect((await post(typed, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    expect(submitted).toEqual([])
  })

  it('reads forms only, and short ones', async () => {
    const { submitted } = visit(sent)
    const app = visit(sent)
    expect((await app.post({ message: 'x'.repeat(70_000) })).status).toBe(413)
    expect((await app.post(typed, { 'Content-Type': 'text/plain' })).status).toBe(415)
    expect(submitted).toEqual([])
  })

  it('says so where there is no desk', async () => {
    const options = {
      index: openIndex([], { day: '2026-01-01', sources: [] }),
      here: () => [],
      origin: ORIGIN,
      gateway: ORIGIN,
    }
    const app = contactRoutes(options)
    expect(await (await app.request('/contact')).text()).toContain('without a contact form')
    expect((await app.request('/contact', { method: 'POST' })).status).toBe(404)
  })
})

describe('the origin of a form', () => {
  const own = (headers: Readonly<Record<string, string>>): boolean => isOwnForm(new Headers(headers), ['a.example:81'])
  it.each<[Readonly<Record<string, string>>, boolean]>([
    [{}, true],
    [{ Origin: 'http://a.example:81' }, true],
    [{ Origin: 'https://a.example:81', 'Sec-Fetch-Site': 'same-origin' }, true],
    [{ Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }, true],
    [{ Origin: 'null' }, false],
    [{ Origin: 'http://a.example' }, false],
    [{ Origin: 'http://a.example:81', 'Sec-Fetch-Site': 'same-site' }, false],
    [{ 'Sec-Fetch-Site': 'none' }, false],
    [{ Origin: 'not a url' }, false],
  ])('%j: %s', (headers, expected) => expect(own(headers)).toBe(expected))
})
