/** The contact page: the form, what becomes of it, and the page that says that it was sent. */
import { type Context, Hono } from 'hono'
import { sendPage } from '../layout/page.tsx'
import type { ContactDesk, ContactForm, ContactOutcome, SiteOptions } from '../options.ts'
import { readPostedForm } from './body.ts'
import { CONTACT_BOUNDS, isTopic, shownAgain } from './form.ts'
import {
  CONTACT_PATH,
  CONTACT_SENT_PATH,
  ContactClosedPage,
  ContactFormPage,
  ContactSentPage,
  type ShownForm,
} from './page.tsx'
import { addressOf, isOwnForm, type SiteBindings } from './sender.ts'

type FormStatus = 200 | 403 | 413 | 415 | 422 | 429 | 503
type ContactContext = Context<{ Bindings: SiteBindings }>

const EMPTY: ContactForm = { name: '', email: '', topic: '', about: '', message: '', website: '' }
const idPattern = /^[A-Za-z0-9_-]{1,64}$/

/** The routes `/contact` and `/contact/sent`; mounted at the root. */
export function contactRoutes(options: SiteOptions): Hono<{ Bindings: SiteBindings }> {
  const { contact: desk } = options
  const app = new Hono<{ Bindings: SiteBindings }>()
  if (desk === undefined) return app.get(CONTACT_PATH, (c) => sendPage(c, <ContactClosedPage options={options} />))
  const siteHost = new URL(options.origin).host
  const showForm = (c: ContactContext, shown: ShownForm, status: FormStatus): Response | Promise<Response> => {
    c.header('Cache-Control', 'no-store')
    const form = shownAgain(shown.form)
    return sendPage(c, <ContactFormPage options={options} shown={{ ...shown, form }} />, status)
  }

  app.get(CONTACT_PATH, (c) => showForm(c, { form: prefilled(c), problems: {} }, 200))
  app.post(CONTACT_PATH, async (c) => {
    const posted = await readPostedForm(c.req.raw)
    if (!(posted instanceof URLSearchParams)) {
      return showForm(c, { form: EMPTY, problems: {}, trouble: posted.trouble }, posted.status)
    }
    const form = formOf(posted)
    if (!isOwnForm(c.req.raw.headers, [siteHost, c.req.header('host') ?? siteHost])) {
      const trouble = 'It did not come from the form of this site. Look it over and send it from here.'
      return showForm(c, { form, problems: {}, trouble }, 403)
    }
    const outcome = await submit(desk, form, addressOf(c.env))
    if (outcome.outcome === 'sent') return c.redirect(`${CONTACT_SENT_PATH}?id=${encodeURIComponent(outcome.id)}`, 303)
    if (outcome.outcome === 'limited') c.header('Retry-After', String(outcome.retryAfterSeconds))
    const { status, ...said } = answerTo(outcome)
    return showForm(c, { form, ...said }, status)
  })
  app.get(CONTACT_SENT_PATH, async (c) => {
    const id = c.req.query('id') ?? ''
    if (!idPattern.test(id) || !(await isKept(desk, id))) return c.notFound()
    c.header('Cache-Control', 'no-store')
    return sendPage(c, <ContactSentPage options={options} id={id} />)
  })
  return app
}

/** Fields as the address of the page names them: a link of another page can say what it is about. */
function prefilled(c: ContactContext): ContactForm {
  const about = Array.from((c.req.query('about') ?? '').slice(0, 2 * CONTACT_BOUNDS.about))
  const topic = c.req.query('topic') ?? ''
  return { ...EMPTY, about: about.slice(0, CONTACT_BOUNDS.about).join(''), topic: isTopic(topic) ? topic : '' }
}

const formOf = (posted: URLSearchParams): ContactForm => ({
  name: posted.get('name') ?? '',
  email: posted.get('email') ?? '',
  topic: posted.get('topic') ?? '',
  about: posted.get('about') ?? '',
  message: posted.get('message') ?? '',
  website: posted.get('website') ?? '',
})

/** Whatever goes wrong while a message is stored: the visitor hears that it was not sent. */
async function submit(desk: ContactDesk, form: ContactForm, address: string): Promise<ContactOutcome> {
  try {
    return await desk.submit(form, address)
  } catch {
    return { outcome: 'failed', reason: 'It could not be stored. Keep your text and try again later.' }
  }
}

async function isKept(desk: ContactDesk, id: string): Promise<boolean> {
  try {
    return await desk.has(id)
  } catch {
    return false
  }
}

/** What the form says of a message that was not sent. */
function answerTo(outcome: Exclude<ContactOutcome, { readonly outcome: 'sent' }>): Omit<ShownForm, 'form'> & {
  readonly status: FormStatus
} {
  switch (outcome.outcome) {
    case 'invalid':
      return { status: 422, problems: outcome.problems }
    case 'limited': {
      const wait = inWords(outcome.retryAfterSeconds)
      const trouble = `Too many messages came within a short time. Send it again in ${wait}; your text is below.`
      return { status: 429, problems: {}, trouble }
    }
    case 'failed':
      return { status: 503, problems: {}, trouble: outcome.reason }
    default:
      return outcome satisfies never
  }
}

/** A time to wait, rounded up so that it is over then. */
function inWords(seconds: number): string {
  const units = [
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const
  const [unit, length] = units.find(([, least]) => seconds >= least) ?? ['second', 1]
  const amount = Math.max(1, Math.ceil(seconds / length))
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}
