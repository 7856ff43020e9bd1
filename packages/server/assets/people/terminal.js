// @ts-check
/** A command line is let in: its code is compared, and who asks is shown. */
import { element, onSubmit, say, sayProblem, show } from './form.js'
import { onProof, proved } from './proof.js'
import { ask, goToLogIn, secretInAddress } from './session.js'

/** Where the code waits while its reader logs in; this tab alone sees it. */
const CODE = 'portcullis.terminal'

const given = secretInAddress()
if (given !== '') sessionStorage.setItem(CODE, given)
let code = sessionStorage.getItem(CODE) ?? ''

const account = await ask('GET', '/account')
if (account.status === 401) goToLogIn()
else if (!account.ok) sayProblem(account)
else await begin(account.body)

/** @param {any} person */
async function begin({ name, email, second_factor: second }) {
  onProof(() => second)
  element('who', HTMLElement).textContent = email ?? name
  onSubmit('read', (typed) => read(typed['code'] ?? ''), describe)
  onSubmit(
    'allow',
    () => proved(() => ask('POST', '/terminals/allow', { code })),
    () => end('It is let in. Go back to it.'),
  )
  element('refuse', HTMLButtonElement).addEventListener('click', async () => {
    const refused = await ask('POST', '/terminals/refuse', { code })
    if (refused.ok) end('It was refused.')
    else sayProblem(refused)
  })
  if (code === '') return show('read', true)
  const reply = await read(code)
  if (reply.ok) return describe(reply)
  sessionStorage.removeItem(CODE)
  sayProblem(reply)
  show('read', true)
}

/** @param {string} typed */
function read(typed) {
  code = typed.trim().toUpperCase()
  return ask('POST', '/terminals/read', { code })
}

/** @param {import('./session.js').Reply} reply */
function describe({ body: { host, address, created } }) {
  element('shown', HTMLElement).textContent = code
  element('host', HTMLElement).textContent = host
  element('address', HTMLElement).textContent = address
  element('when', HTMLElement).textContent = new Date(created).toLocaleString()
  show('read', false)
  show('allow', true)
}

/** @param {string} text */
function end(text) {
  sessionStorage.removeItem(CODE)
  show('allow', false)
  say(text, 'notice')
}
