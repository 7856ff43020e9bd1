import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../../test/stopwatch.ts'
import type { ContactForm } from '../options.ts'
import { CONTACT_BOUNDS, checkContactForm } from './form.ts'

const good: ContactForm = {
  name: 'Ada Lovelace',
  email: 'ada@example.org',
  topic: 'question',
  about: '',
  message: 'Is this right?',
  website: '',
}

const problemsOf = (changed: Partial<ContactForm>): readonly string[] => {
  const check = checkContactForm({ ...good, ...changed })
  return check.ok ? [] : Object.keys(check.problems)
}

describe('checking a contact form', () => {
  it('takes what is in order, trimmed, with one kind of line end', () => {
    const check = checkContactForm({ ...good, name: '  Ada ', message: '\r\none\r\ntwo\rthree\n\n' })
    expect(check).toEqual({
      ok: true,
      form: { name: 'Ada', email: good.email, topic: 'question', about: '', message: 'one\ntwo\nthree' },
    })
  })

  it.each<[Partial<ContactForm>, string]>([
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(CONTACT_BOUNDS.name + 1) }, 'name'],
    [{ name: 'Ada\r\nBcc: all@example.org' }, 'name'],
    [{ name: 'Ada \u202eevil' }, 'name'],
    [{ email: 'ada' }, 'email'],
    [{ email: 'ada@localhost' }, 'email'],
    [{ email: 'ada@example.org, eve@example.org' }, 'email'],
    [{ email: 'ada@example.org\nBcc: eve@example.org' }, 'email'],
    [{ email: `${'a'.repeat(65)}@example.org` }, 'email'],
    [{ topic: '' }, 'topic'],
    [{ topic: 'constructor' }, 'topic'],
    [{ about: 'a\nb' }, 'about'],
    [{ about: 'x'.repeat(CONTACT_BOUNDS.about + 1) }, 'about'],
    [{ message: '\n' }, 'message'],
    [{ message: 'a\0b' }, 'message'],
    [{ message: '\u001b[2J' }, 'message'],
    [{ message: 'x'.repeat(CONTACT_BOUNDS.message + 1) }, 'message'],
  ])('says at which field something is wrong: %j', (changed, field) => {
    expect(problemsOf(changed)).toEqual([field])
  })

  it('counts characters, not their halves, and lets people write as they do', () => {
    expect(problemsOf({ name: '😀'.repeat(CONTACT_BOUNDS.name) })).toEqual([])
    expect(problemsOf({ name: 'Žofie O’Hara-Łukasz', message: 'میخواهم 👩‍👩‍👧 tab\tand\nline' })).toEqual([])
  })

  it('gives every field that is wrong its sentence, all at once', () => {
    expect(problemsOf({ name: '', email: '', topic: '', message: '' })).toEqual(['name', 'email', 'topic', 'message'])
  })

  it('never lets a control character of a line through, and takes little time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const check = checkContactForm({ ...good, name: text, email: text, about: text, message: text })
        if (!check.ok) return
        expect(`${check.form.name}${check.form.about}${check.form.email}`).not.toMatch(/\p{Cc}/u)
      }),
    )
    const spent = stopwatch()
    problemsOf({ email: `${'a.'.repeat(50_000)}@${'a-'.repeat(50_000)}`, name: ' '.repeat(100_000) })
    expect(spent()).toBeLessThan(1_000)
  })
})
