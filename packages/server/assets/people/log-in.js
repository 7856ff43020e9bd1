// @ts-check
/** The log-in: password, then a code where there is a second factor; or an organisation's identity provider. */
import { element, onSubmit, sayProblem, show } from './form.js'
import { enterByPasskey, hasPasskeys } from './passkey.js'
import { ask, device, keep, next } from './session.js'

let challenge = ''

/** @param {import('./session.js').Reply} reply */
function enter(reply) {
  if (reply.body.challenge === undefined) {
    keep(reply.body)
    location.replace(next())
    return
  }
  challenge = reply.body.challenge
  show('by-password', false)
  show('by-code', true)
  element('code', HTMLInputElement).focus()
}

onSubmit(
  'by-password',
  ({ email = '', password = '' }) => {
    const known = device()
    return ask('POST', '/sessions', { email, password, ...(known !== undefined && { device: known }) })
  },
  enter,
)
onSubmit('by-code', ({ code = '' }) => ask('POST', '/sessions/code', { challenge, code }), enter)

show('by-passkey', hasPasskeys())
onSubmit('by-passkey', enterByPasskey, enter)

onSubmit(
  'by-sign-on',
  ({ organisation = '' }) => ask('GET', `/entrance/${encodeURIComponent(organisation.trim().toLowerCase())}`),
  ({ body }) => offer(body.items),
)

/** @param {{ id: string, name: string }[]} providers */
function offer(providers) {
  const place = element('providers', HTMLElement)
  const buttons = providers.map(({ id, name }) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = `Continue with ${name}`
    button.addEventListener('click', () => depart(id))
    return button
  })
  place.replaceChildren(...buttons)
  if (buttons.length === 0) place.textContent = 'This organisation has no single sign-on.'
  else if (buttons.length === 1) buttons[0]?.focus()
}

/** @param {string} provider */
async function depart(provider) {
  const reply = await ask('POST', '/sign-on/departures', { sign_on: provider })
  if (!reply.ok) return sayProblem(reply)
  sessionStorage.setItem('portcullis.journey', JSON.stringify({ journey: reply.body.journey, next: next() }))
  location.assign(reply.body.location)
}

const entrance = await ask('GET', '/entrance')
if (entrance.ok) {
  show('to-register', entrance.body.registration === 'open')
  show('to-reset', entrance.body.reset)
  show('to-set-up', entrance.body.set_up)
}
