// @ts-check
/** One's own account: roles, sessions, password, second factor. */
import { element, onSubmit, say, sayProblem, show } from './form.js'
import { addPasskey, hasPasskeys } from './passkey.js'
import { listPrograms } from './programs.js'
import { onProof, proved } from './proof.js'
import { codePicture } from './qr.js'
import { ask, forget, goToLogIn, logOut } from './session.js'

const account = await ask('GET', '/account')
if (account.status === 401) goToLogIn()
else if (!account.ok) sayProblem(account)
else {
  describe(account.body)
  await listSessions()
  await listPrograms()
  if (account.body.has_password) await listPasskeys()
  show('page', true)
}

/** @param {any} person */
function describe({
  name,
  email,
  operator,
  roles,
  second_factor: second,
  second_factor_wanted: wanted,
  has_password: password,
}) {
  element('who', HTMLElement).textContent = email === undefined ? name : `${name}, ${email}`
  const lines = roles.map((/** @type {any} */ role) =>
    line(`${role.label}: ${role.role.replace('_', ' ')}${role.server === undefined ? '' : ` (${role.server})`}`),
  )
  element('roles', HTMLElement).replaceChildren(...(operator ? [line('Operator of the installation')] : []), ...lines)
  const demand = wanted.map((/** @type {any} */ { label }) => label).join(', ')
  element('wanted', HTMLElement).textContent = password
    ? `${demand} wants a second factor of you, and nothing of it can be used before. ${second ? 'Log in again with yours.' : 'Set yours up below.'}`
    : `${demand} wants a second factor of you: give it to your identity provider, and log in again.`
  show('wanted', wanted.length > 0)
  show('change-password', password)
  show('second-factor', password)
  show('passkeys', password)
  show('no-passkeys', !hasPasskeys())
  show('add-passkey', hasPasskeys())
  show('with-second', second)
  show('begin-second', !second)
}

/** @param {string} text */
function line(text) {
  const item = document.createElement('li')
  item.textContent = text
  return item
}

async function listSessions() {
  const reply = await ask('GET', '/sessions')
  if (!reply.ok) return sayProblem(reply)
  const items = reply.body.items.map((/** @type {any} */ session) => {
    const when = new Date(session.used).toLocaleString()
    const item = line(`${session.agent || 'Unknown browser'}, ${session.address}, last used ${when}`)
    if (session.current) item.append(' (this one)')
    else {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'small'
      button.textContent = 'End'
      button.addEventListener('click', async () => {
        const ended = await ask('DELETE', `/sessions/${encodeURIComponent(session.id)}`)
        if (ended.ok) await listSessions()
        else sayProblem(ended)
      })
      item.append(' ', button)
    }
    return item
  })
  element('sessions', HTMLElement).replaceChildren(...items)
}

async function listPasskeys() {
  const reply = await ask('GET', '/account/passkeys')
  if (!reply.ok) return sayProblem(reply)
  const items = reply.body.items.map((/** @type {any} */ { id, name, created }) => {
    const item = line(`${name}, since ${new Date(created).toLocaleDateString()} `)
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'small'
    button.textContent = 'Remove'
    button.addEventListener('click', async () => {
      const removed = await proved(() => ask('DELETE', `/account/passkeys/${encodeURIComponent(id)}`))
      if (removed.ok) await listPasskeys()
      else sayProblem(removed)
    })
    item.append(button)
    return item
  })
  element('passkey-list', HTMLElement).replaceChildren(...items)
}

onSubmit(
  'add-passkey',
  ({ name = '' }) => proved(() => addPasskey(name, account.body.email ?? account.body.name)),
  () => {
    element('add-passkey', HTMLFormElement).reset()
    return listPasskeys()
  },
)

element('log-out', HTMLButtonElement).addEventListener('click', () => logOut())
element('log-out-everywhere', HTMLButtonElement).addEventListener('click', async () => {
  const reply = await ask('DELETE', '/sessions')
  if (!reply.ok) return sayProblem(reply)
  forget()
  location.assign('/log-in')
})

onSubmit(
  'change-password',
  (typed) => ask('PUT', '/account/password', typed),
  () => {
    element('change-password', HTMLFormElement).reset()
    say('Your password is changed, and your other sessions have ended.', 'notice')
    return listSessions()
  },
)

onProof(() => !element('with-second', HTMLElement).hidden)

onSubmit(
  'begin-second',
  () => proved(() => ask('POST', '/account/second-factor')),
  ({ body }) => {
    element('app-secret', HTMLElement).textContent = body.secret.match(/.{1,4}/g).join(' ')
    element('app-link', HTMLAnchorElement).href = body.uri
    element('app-picture', HTMLElement).replaceChildren(codePicture(body.picture))
    show('begin-second', false)
    show('confirm-second', true)
  },
)
onSubmit(
  'confirm-second',
  (typed) => proved(() => ask('PUT', '/account/second-factor', typed)),
  ({ body }) => {
    element('spare-codes', HTMLElement).replaceChildren(...body.spare_codes.map(line))
    show('confirm-second', false)
    element('app-picture', HTMLElement).replaceChildren()
    show('spare', true)
    show('with-second', true)
    show('wanted', false)
  },
)
onSubmit(
  'with-second',
  () => proved(() => ask('DELETE', '/account/second-factor')),
  () => {
    show('with-second', false)
    show('spare', false)
    show('begin-second', true)
  },
)
