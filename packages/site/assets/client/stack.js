// @ts-check
/** The page of a stack: a pasted configuration is read here, and only what recognises servers is sent. */
import { say } from './copy.js'
import { readStack, writeStack } from './my-stack.js'

/**
 * What may be sent of a pasted text, or what is wrong with it.
 * @param {string} base where the reader's modules are
 * @param {string} text
 * @returns {Promise<{ bare: string } | { problem: string }>}
 */
async function bareOf(base, text) {
  const [{ readClientConfig }, { bareConfig }] = await Promise.all([
    import(`${base}stack/client-config.js`),
    import(`${base}stack/bare-config.js`),
  ])
  const config = readClientConfig(text)
  if (!config.ok) return { problem: `Line ${config.line}: ${config.problem}` }
  if (config.servers.length === 0) return { problem: 'No server is named in it. Paste the whole file.' }
  return { bare: bareConfig(config.servers) }
}

/**
 * Shows what is sent, or what is wrong.
 * @param {HTMLElement} form
 * @param {string} bare
 * @param {string} problem
 */
function show(form, bare, problem) {
  const place = form.querySelector('.field-problem')
  const preview = form.querySelector('[data-preview]')
  const sent = preview?.querySelector('code')
  if (place) place.textContent = problem
  if (preview instanceof HTMLElement) preview.hidden = bare === ''
  if (sent) sent.textContent = bare === '' ? '' : JSON.stringify(JSON.parse(bare), undefined, 2)
}

/** @param {HTMLFormElement} form */
function readPasted(form) {
  const field = form.querySelector('textarea')
  const hidden = form.querySelector('input[name=config]')
  if (!field || !(hidden instanceof HTMLInputElement)) return

  /**
   * @param {HTMLTextAreaElement} from
   * @param {HTMLInputElement} to
   * @returns {Promise<boolean>} whether it can be sent
   */
  async function look(from, to) {
    const empty = from.value.trim() === ''
    const found = empty ? { problem: '' } : await bareOf(form.dataset['paste'] ?? '', from.value)
    const bare = 'bare' in found ? found.bare : ''
    to.value = bare
    show(form, bare, 'problem' in found ? found.problem : '')
    return bare !== ''
  }

  field.addEventListener('input', () => void look(field, hidden))
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (await look(field, hidden)) form.submit()
    else field.focus()
  })
}

/** Saves a text of the page as a file. */
function downloadOnClick() {
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-download]') : null
    if (!(button instanceof HTMLElement)) return
    const text = document.getElementById(button.dataset['download'] ?? '')?.textContent ?? ''
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: 'application/json' }))
    link.download = button.dataset['name'] ?? 'policy.json'
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
  })
}

/** Offers the stack that the browser keeps, and keeps the one that is shown. */
function keepStack() {
  const kept = [...readStack()].sort().join(',')
  const shown = document.querySelector('[data-keep]')
  const own = shown instanceof HTMLElement ? (shown.dataset['keep'] ?? '').split(',').sort().join(',') : ''
  const offer = document.querySelector('[data-my-stack]')
  const link = offer?.querySelector('a')
  if (offer instanceof HTMLElement && link && kept !== '' && kept !== own) {
    link.href = `/stack?s=${kept}`
    offer.hidden = false
  }
  shown?.addEventListener('click', () => {
    writeStack(own.split(','))
    shown.textContent = 'Kept'
    say('This is your stack now')
  })
}

const form = document.querySelector('form[data-paste]')
if (form instanceof HTMLFormElement) readPasted(form)
downloadOnClick()
keepStack()
