// @ts-check
/** Forms: what is typed is asked of the API, and what it says is shown beside the field. */

/** @typedef {import('./session.js').Reply} Reply */

/**
 * An element of the page.
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} kind
 * @returns {E}
 */
export function element(id, kind) {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`The page has no ${id}.`)
  return found
}

/**
 * Shows one part of the page, or hides it.
 * @param {string} id
 * @param {boolean} shown
 */
export function show(id, shown) {
  element(id, HTMLElement).hidden = !shown
}

/**
 * Says something at the head of the page.
 * @param {string} text
 * @param {'problem' | 'notice'} kind
 */
export function say(text, kind = 'problem') {
  const place = element('said', HTMLElement)
  place.textContent = text
  place.className = kind
  place.hidden = text === ''
}

/**
 * Says what a reply says.
 * @param {Reply} reply
 */
export function sayProblem({ body }) {
  say([body?.detail, body?.remedy].filter((text) => typeof text === 'string').join(' '))
}

/**
 * Makes a form work: `send` gets what was typed and gives the reply; `done` goes on.
 * @param {string} id
 * @param {(typed: Record<string, string>) => Promise<Reply>} send
 * @param {(reply: Reply) => void | Promise<void>} done
 */
export function onSubmit(id, send, done) {
  const form = element(id, HTMLFormElement)
  const buttons = form.querySelectorAll('button')
  const enable = (/** @type {boolean} */ enabled) => {
    for (const button of buttons) button.disabled = !enabled
  }
  enable(true)
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    say('')
    for (const field of form.querySelectorAll('input')) mark(field, '')
    enable(false)
    /** @type {Record<string, string>} */
    const typed = {}
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') typed[name] = value
    const reply = await send(typed)
    enable(true)
    if (reply.ok) return done(reply)
    if (!markFields(form, reply)) sayProblem(reply)
  })
}

/**
 * Marks the fields that a reply names. @returns whether there are any
 * @param {HTMLFormElement} form
 * @param {Reply} reply
 */
function markFields(form, { body }) {
  /** @type {import('./session.js').FieldError[]} */
  const errors = body?.errors ?? []
  const found = errors.flatMap(({ field, message, remedy }) => {
    const input = form.elements.namedItem(field.replace('/body/', ''))
    return input instanceof HTMLInputElement ? [{ input, text: `${message} ${remedy}` }] : []
  })
  for (const { input, text } of found) mark(input, text)
  found[0]?.input.focus()
  return found.length > 0
}

/**
 * Says what is wrong with a field.
 * @param {HTMLInputElement} input
 * @param {string} text empty: nothing is
 */
function mark(input, text) {
  const id = `${input.id}-wrong`
  document.getElementById(id)?.remove()
  input.removeAttribute('aria-invalid')
  input.removeAttribute('aria-describedby')
  if (text === '') return
  const line = document.createElement('p')
  line.id = id
  line.className = 'wrong'
  line.textContent = text
  input.after(line)
  input.setAttribute('aria-invalid', 'true')
  input.setAttribute('aria-describedby', id)
}
