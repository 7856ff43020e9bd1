// @ts-check
/** Pages where an account is made: the first one, one that was asked for by mail, one for an invitation. */
import { element, onSubmit, say, sayProblem, show } from './form.js'
import { ask, hasSession, keep, secretInAddress } from './session.js'

const WAITING = 'portcullis.invitation'
const secret = secretInAddress() || (sessionStorage.getItem(WAITING) ?? '')
sessionStorage.removeItem(WAITING)
const page = document.body.dataset['page']

/**
 * @param {import('./session.js').Reply} reply
 * @param {string} [then]
 */
function enter(reply, then = '/account') {
  keep(reply.body)
  location.replace(then)
}

if (page === 'set-up') {
  if (secret === '') say('Open the whole link that Portcullis printed when it started.')
  onSubmit(
    'new-account',
    (typed) => ask('POST', '/accounts/first', { secret, ...typed }),
    (reply) => enter(reply, '/welcome'),
  )
}

if (page === 'register') {
  show('ask', secret === '')
  show('new-account', secret !== '')
  onSubmit(
    'ask',
    (typed) => ask('POST', '/accounts', typed),
    () => {
      show('ask', false)
      say('Look into your mail: there is a link to go on with, good for a day.', 'notice')
    },
  )
  onSubmit('new-account', (typed) => ask('POST', '/accounts/verified', { secret, ...typed }), enter)
}

if (page === 'invitation') {
  const reply = await ask('POST', '/invitations/read', { secret })
  if (!reply.ok) sayProblem(reply)
  else invited(reply.body, hasSession() && (await ask('GET', '/account')).ok)
}

/**
 * @param {{ organisation: string, label: string, role: string, server?: string, email?: string, new_accounts: boolean }} invitation
 * @param {boolean} loggedIn
 */
function invited({ organisation, label, role, server, email, new_accounts: open }, loggedIn) {
  const then = `/?organisation=${encodeURIComponent(organisation)}`
  const what = server === undefined ? '' : ` for the server ${server}`
  element('invited', HTMLElement).textContent = `You are invited to ${label}, as ${role.replace('_', ' ')}${what}.`
  const address = element('email', HTMLInputElement)
  if (email !== undefined) {
    address.value = email
    address.readOnly = true
  }
  show('invited', true)
  show('accept', loggedIn)
  show('to-log-in', !loggedIn)
  show('new-account', open && !loggedIn)
  // The secret waits here while its owner logs in: in an address it would be sent.
  element('log-in-first', HTMLAnchorElement).addEventListener('click', () => sessionStorage.setItem(WAITING, secret))
  onSubmit(
    'accept',
    () => ask('POST', '/invitations/accept', { secret }),
    () => location.replace(then),
  )
  onSubmit(
    'new-account',
    ({ email: written = '', ...typed }) => ask('POST', '/invitations/join', { secret, ...typed, email: written }),
    (reply) => enter(reply, then),
  )
}
