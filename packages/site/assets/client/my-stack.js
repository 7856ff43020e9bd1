// @ts-check
/** The visitor's stack: slugs of servers, kept by the browser and nowhere else. */

const KEY = 'portcullis.stack'

/** More servers than anybody has. */
const MOST = 200

/** @returns {string[]} slugs, in the order in which they were added */
export function readStack() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    if (!Array.isArray(kept)) return []
    return kept.filter((slug) => typeof slug === 'string' && /^[a-z0-9-]{1,80}$/.test(slug)).slice(0, MOST)
  } catch {
    return []
  }
}

/** @param {readonly string[]} slugs */
export function writeStack(slugs) {
  try {
    localStorage.setItem(KEY, JSON.stringify([...new Set(slugs)].slice(0, MOST)))
  } catch {
    // Storage is switched off: the links still work, each by itself.
  }
  show()
}

/** Shows how many there are, and on each button whether its server is among them. */
function show() {
  const slugs = readStack()
  for (const count of document.querySelectorAll('[data-stack-count]')) {
    if (!(count instanceof HTMLElement)) continue
    count.hidden = slugs.length === 0
    count.textContent = String(slugs.length)
  }
  for (const button of document.querySelectorAll('[data-stack-add]')) {
    if (!(button instanceof HTMLElement)) continue
    const isIn = slugs.includes(button.dataset['stackAdd'] ?? '')
    button.setAttribute('aria-pressed', String(isIn))
    button.textContent = isIn ? 'In my stack' : 'Add to my stack'
  }
}

/** Makes the links that add a server keep it instead. */
export function stackOnClick() {
  for (const button of document.querySelectorAll('[data-stack-add]')) button.setAttribute('role', 'button')
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-stack-add]') : null
    const isPlain =
      event instanceof MouseEvent && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey
    if (!(button instanceof HTMLElement) || !isPlain) return
    event.preventDefault()
    const slug = button.dataset['stackAdd'] ?? ''
    const slugs = readStack()
    writeStack(slugs.includes(slug) ? slugs.filter((one) => one !== slug) : [...slugs, slug])
  })
  document.addEventListener('keydown', (event) => {
    const on = event.target
    if (event.key !== ' ' || !(on instanceof HTMLElement) || on.dataset['stackAdd'] === undefined) return
    event.preventDefault()
    on.click()
  })
  window.addEventListener('storage', show)
  show()
}
