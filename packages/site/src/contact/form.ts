/** The contact form's fields: what each may hold, and what is said when it does not. The page and the desk share them. */
import type { ContactForm } from '../options.ts'

/** What a message can be about: the value of the field, and how the page calls it. */
export const CONTACT_TOPICS: readonly (readonly [value: string, label: string])[] = [
  ['question', 'A question'],
  ['correction', 'Correct an entry of the catalogue'],
  ['danger', 'Report a dangerous tool or server'],
  ['security', 'A security problem of this site'],
  ['other', 'Something else'],
]

/** The longest text of each field, in characters (code points). */
export const CONTACT_BOUNDS: Readonly<Record<'name' | 'email' | 'about' | 'message', number>> = {
  name: 100,
  email: 254,
  about: 200,
  message: 4000,
}

/** A form whose fields are all in order: trimmed, lines ending with `\n`. */
export type CheckedForm = Readonly<Record<'name' | 'email' | 'topic' | 'about' | 'message', string>>

/** Problems by field: what is wrong, and what to write. */
export type FormProblems = Readonly<Partial<Record<keyof ContactForm, string>>>

/** What checking a form ended with. */
export type FormCheck =
  | { readonly ok: true; readonly form: CheckedForm }
  | { readonly ok: false; readonly problems: FormProblems }

/** Controls, line and paragraph separators, and the marks that turn the direction of what follows. */
const unfitInLine = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u
/** The same, but for line ends and tabs. */
const unfitInText = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u

/** An address as HTML's `type=email` admits it, with a dot in the domain. Each part is bounded, so it is linear. */
const emailPattern =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?){1,10}$/

/** What a page never shows, in a field either: controls but for line ends and tabs, marks of direction, width and tags, half characters. */
const unseen =
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]|\p{Cs}/gu

/** A form as the page can show it again: what cannot be seen is gone from it, everything else is as it was typed. */
export const shownAgain = (form: ContactForm): ContactForm => ({
  name: form.name.replace(unseen, ''),
  email: form.email.replace(unseen, ''),
  topic: form.topic.replace(unseen, ''),
  about: form.about.replace(unseen, ''),
  message: form.message.replaceAll(/\r\n?/g, '\n').replace(unseen, ''),
  website: form.website.replace(unseen, ''),
})

const topics: ReadonlySet<string> = new Set(CONTACT_TOPICS.map(([value]) => value))

/** Whether a text is one of the topics. */
export const isTopic = (text: string): boolean => topics.has(text)

const tooLong = (text: string, most: number): boolean => text.length > 2 * most || Array.from(text).length > most

function nameProblem(name: string): string | undefined {
  if (name === '') return 'Write your name, so that we know whom we answer.'
  if (tooLong(name, CONTACT_BOUNDS.name)) return `Write a name of at most ${CONTACT_BOUNDS.name} characters.`
  return unfitInLine.test(name)
    ? 'The name holds characters that cannot be seen: write it in one plain line.'
    : undefined
}

function emailProblem(email: string): string | undefined {
  if (email === '') return 'Write your e-mail address: the answer goes there.'
  if (email.length > CONTACT_BOUNDS.email || !emailPattern.test(email)) {
    return 'This is not a whole e-mail address: write one such as ada@example.org.'
  }
  return undefined
}

function aboutProblem(about: string): string | undefined {
  if (tooLong(about, CONTACT_BOUNDS.about))
    return `Write at most ${CONTACT_BOUNDS.about} characters, or leave it empty.`
  return unfitInLine.test(about)
    ? 'This holds characters that cannot be seen: write one plain line, or leave it empty.'
    : undefined
}

function messageProblem(message: string): string | undefined {
  if (message === '') return 'Write your message.'
  if (tooLong(message, CONTACT_BOUNDS.message)) {
    return `The message is too long: write at most ${CONTACT_BOUNDS.message} characters.`
  }
  return unfitInText.test(message)
    ? 'The message holds control characters: remove them, or write it as plain text.'
    : undefined
}

/** Checks every field. The hidden one is none of a visitor's business and is not looked at here. */
export function checkContactForm(written: ContactForm): FormCheck {
  const form: CheckedForm = {
    name: written.name.trim(),
    email: written.email.trim(),
    topic: written.topic,
    about: written.about.trim(),
    message: written.message.replaceAll(/\r\n?/g, '\n').trim(),
  }
  const found = {
    name: nameProblem(form.name),
    email: emailProblem(form.email),
    topic: isTopic(form.topic) ? undefined : 'Choose what the message is about.',
    about: aboutProblem(form.about),
    message: messageProblem(form.message),
  }
  const problems: FormProblems = Object.fromEntries(Object.entries(found).filter(([, text]) => text !== undefined))
  return Object.keys(problems).length === 0 ? { ok: true, form } : { ok: false, problems }
}
