// @ts-check
/** Search as you type: the same form, answered in place. */

import { say } from './copy.js'

/** How long to wait for the next letter, in milliseconds. */
const PAUSE = 120

/**
 * @param {HTMLFormElement} form
 * @returns {URL} the address of the search, as the form itself would ask for it
 */
function addressOf(form) {
  const url = new URL(form.action, location.href)
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && value.trim() !== '') url.searchParams.set(name, value.trim())
  }
  return url
}

/** Makes the search of the page answer by itself. */
export function searchWhileTyping() {
  const form = document.querySelector('form[data-search]')
  const results = document.querySelector('[data-results]')
  if (!(form instanceof HTMLFormElement) || !(results instanceof HTMLElement)) return
  const overview = results.innerHTML
  const startedAsSearch = new URL(location.href).searchParams.size > 0
  let timer = 0
  let asked = new AbortController()

  /** @param {URL} url */
  async function answer(url) {
    asked.abort()
    asked = new AbortController()
    history.replaceState(null, '', url)
    if (url.searchParams.size === 0) return startedAsSearch ? location.assign(url) : put(overview)
    const part = new URL(url)
    part.searchParams.set('part', 'results')
    results?.setAttribute('aria-busy', 'true')
    try {
      const response = await fetch(part, { signal: asked.signal })
      if (!response.ok) throw new Error(`The search answered ${response.status}.`)
      put(await response.text())
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return
      location.assign(url)
    }
  }

  /** @param {string} html of this site's own making, where everything foreign is escaped */
  function put(html) {
    if (!(results instanceof HTMLElement)) return
    results.innerHTML = html
    results.setAttribute('aria-busy', 'false')
    say(results.querySelector('.results-title')?.textContent ?? 'The overview')
  }

  /** @param {number} pause */
  function soon(pause) {
    clearTimeout(timer)
    timer = setTimeout(() => void answer(addressOf(/** @type {HTMLFormElement} */ (form))), pause)
  }

  form.addEventListener('input', () => soon(PAUSE))
  form.addEventListener('change', (event) => {
    if (event.target instanceof HTMLSelectElement) event.target.classList.toggle('chosen', event.target.value !== '')
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    soon(0)
  })
}
