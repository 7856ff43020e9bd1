/** What the contact page shows: the form as it was typed, with what is wrong at each field, or that it was sent. */
import type { Child, FC } from 'hono/jsx'
import { Page } from '../layout/page.tsx'
import type { ContactForm, SiteOptions } from '../options.ts'
import { CONTACT_BOUNDS, CONTACT_TOPICS, type FormProblems } from './form.ts'

/** The address of the page. */
export const CONTACT_PATH = '/contact'
/** The address of the page that says that a message was sent. */
export const CONTACT_SENT_PATH = '/contact/sent'

/** A form as the page shows it. */
export interface ShownForm {
  readonly form: ContactForm
  readonly problems: FormProblems
  /** What is wrong with the whole: it was not sent, and why. */
  readonly trouble?: string | undefined
}

type Field = 'name' | 'email' | 'topic' | 'about' | 'message'

const FIELDS: Readonly<Record<Field, { readonly label: string; readonly hint?: string }>> = {
  name: { label: 'Your name' },
  email: { label: 'Your e-mail address', hint: 'The answer goes there. It is used for nothing else.' },
  topic: { label: 'What it is about' },
  about: {
    label: 'Server or tool (optional)',
    hint: 'As in the address of its page, such as klaviyo/create_campaign.',
  },
  message: { label: 'Your message', hint: `Plain text, at most ${CONTACT_BOUNDS.message} characters.` },
}

/** Ids of the elements that describe a field, for `aria-describedby`. */
function describedBy(field: Field, problems: FormProblems): string | undefined {
  const ids = [
    ...(problems[field] === undefined ? [] : [`${field}-problem`]),
    ...(FIELDS[field].hint === undefined ? [] : [`${field}-hint`]),
  ]
  return ids.length === 0 ? undefined : ids.join(' ')
}

const Row: FC<{ readonly field: Field; readonly problems: FormProblems; readonly children?: Child }> = ({
  field,
  problems,
  children,
}) => (
  <div class={problems[field] === undefined ? 'field' : 'field field-wrong'}>
    <label for={field}>{FIELDS[field].label}</label>
    {FIELDS[field].hint === undefined ? null : (
      <p class="field-hint" id={`${field}-hint`}>
        {FIELDS[field].hint}
      </p>
    )}
    {children}
    {problems[field] === undefined ? null : (
      <p class="field-problem" id={`${field}-problem`}>
        {problems[field]}
      </p>
    )}
  </div>
)

const LineField: FC<ShownForm & { readonly field: 'name' | 'email' | 'about'; readonly autocomplete: string }> = ({
  field,
  autocomplete,
  form,
  problems,
}) => (
  <Row field={field} problems={problems}>
    <input
      id={field}
      name={field}
      type={field === 'email' ? 'email' : 'text'}
      value={form[field]}
      maxlength={CONTACT_BOUNDS[field]}
      autocomplete={autocomplete}
      required={field !== 'about'}
      aria-invalid={problems[field] === undefined ? undefined : 'true'}
      aria-describedby={describedBy(field, problems)}
    />
  </Row>
)

const TopicField: FC<ShownForm> = ({ form, problems }) => (
  <Row field="topic" problems={problems}>
    <select
      id="topic"
      name="topic"
      required
      aria-invalid={problems.topic === undefined ? undefined : 'true'}
      aria-describedby={describedBy('topic', problems)}
    >
      <option value="" selected={form.topic === ''}>
        Choose one
      </option>
      {CONTACT_TOPICS.map(([value, label]) => (
        <option value={value} selected={form.topic === value}>
          {label}
        </option>
      ))}
    </select>
  </Row>
)

const MessageField: FC<ShownForm> = ({ form, problems }) => (
  <Row field="message" problems={problems}>
    <textarea
      id="message"
      name="message"
      rows={9}
      maxlength={CONTACT_BOUNDS.message}
      required
      aria-invalid={problems.message === undefined ? undefined : 'true'}
      aria-describedby={describedBy('message', problems)}
    >
      {form.message}
    </textarea>
  </Row>
)

/** What is wrong, first on the page, with a way to each field. */
const Troubles: FC<ShownForm> = ({ problems, trouble }) => {
  const fields = (Object.keys(FIELDS) as readonly Field[]).filter((field) => problems[field] !== undefined)
  if (trouble === undefined && fields.length === 0) return null
  return (
    <div class="form-trouble" role="alert">
      <h2>Your message was not sent</h2>
      {trouble === undefined ? null : <p>{trouble}</p>}
      {fields.length === 0 ? null : (
        <ul>
          {fields.map((field) => (
            <li>
              <a href={`#${field}`}>{FIELDS[field].label}</a>: {problems[field]}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const DESCRIPTION = 'Ask a question, correct an entry of the catalogue, or report a dangerous tool or server.'

const Frame: FC<{ readonly options: SiteOptions; readonly title: string; readonly children?: Child }> = ({
  options,
  title,
  children,
}) => (
  <Page
    options={options}
    head={{ title, description: DESCRIPTION, ...(title === 'Contact' && { ref: { page: 'contact' } }) }}
    at="contact"
    class="narrow"
  >
    <h1>{title}</h1>
    {children}
  </Page>
)

/** The page with the form. */
export const ContactFormPage: FC<{ readonly options: SiteOptions; readonly shown: ShownForm }> = ({
  options,
  shown,
}) => (
  <Frame options={options} title="Contact">
    <p class="lead">
      Ask a question, correct what a page says, or report a tool that does more than its page admits. Whoever runs this
      catalogue reads it and answers by e-mail.
    </p>
    <Troubles {...shown} />
    <form class="form contact-form" method="post" action={CONTACT_PATH}>
      <LineField {...shown} field="name" autocomplete="name" />
      <LineField {...shown} field="email" autocomplete="email" />
      <TopicField {...shown} />
      <LineField {...shown} field="about" autocomplete="off" />
      <MessageField {...shown} />
      <div hidden>
        <label for="website">Leave this empty</label>
        <input id="website" name="website" type="text" value={shown.form.website} tabindex={-1} autocomplete="off" />
      </div>
      <p class="form-note">
        Stored with your message: name, address and text as you wrote them, and the time. Of your network address only a
        keyed digest, to limit how many messages come from one place.
      </p>
      <button type="submit" class="button button-primary">
        Send message
      </button>
    </form>
  </Frame>
)

/** The page after a message was stored. */
export const ContactSentPage: FC<{ readonly options: SiteOptions; readonly id: string }> = ({ options, id }) => (
  <Frame options={options} title="Message sent">
    <p class="lead">Thank you. Your message is stored and waits to be read; the answer comes by e-mail.</p>
    <p>
      Its number is <code>{id}</code>. Name it if you write again.
    </p>
    <p>
      <a href="/catalogue">Back to the catalogue</a>
    </p>
  </Frame>
)

/** The page where nothing can be sent: of files without a server, or where the form is switched off. */
export const ContactClosedPage: FC<{ readonly options: SiteOptions }> = ({ options }) => (
  <Frame options={options} title="Contact">
    <p class="lead">
      These pages are served without a contact form. Write to whoever runs this site, or open an issue in the repository
      of the server that the page is about.
    </p>
  </Frame>
)
