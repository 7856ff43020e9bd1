// @ts-check
/** Buttons that copy a text of the page: `data-copy` names its element. */

/** How long a button says what it did, in milliseconds. */
const SAID = 2000

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it is on the clipboard now
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

/**
 * For pages that are not served over HTTPS, where there is no clipboard to write to.
 * @param {string} text
 */
function copyBySelection(text) {
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'sr'
  document.body.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  return done
}

/**
 * Says something to screen readers, in the live region of every page.
 * @param {string} text
 */
export function say(text) {
  const region = document.getElementById('said')
  if (region !== null) region.textContent = text
}

/** Makes all such buttons work, also those that come later. */
export function copyOnClick() {
  document.addEventListener('click', async (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null
    if (!(button instanceof HTMLElement) || button.dataset['said'] !== undefined) return
    const text = document.getElementById(button.dataset['copy'] ?? '')?.textContent ?? ''
    const done = await copyText(text)
    const before = button.textContent
    button.dataset['said'] = ''
    button.textContent = done ? 'Copied' : 'Select it'
    say(done ? 'Copied to the clipboard' : 'Could not copy: select the text by hand')
    setTimeout(() => {
      button.textContent = before
      delete button.dataset['said']
    }, SAID)
  })
}
