// @ts-check
/** Consent to use a server in one's name: the page that a refusal's link opens, and the one that the browser comes back to. */
import { element, onSubmit, say, sayProblem, show } from './form.js'
import { ask, goToLogIn, secretInAddress } from './session.js'

/** Where the link's secret waits while its reader logs in; this tab alone sees it. */
const LINK = 'portcullis.connect'

/** What stands behind `#`, now or before the log-in. */
function link() {
  const secret = secretInAddress()
  if (secret !== '') sessionStorage.setItem(LINK, secret)
  return sessionStorage.getItem(LINK) ?? ''
}

/** Whose session it is; without one the reader logs in, and comes back. */
async function signedIn() {
  const account = await ask('GET', '/account')
  if (account.status === 401) goToLogIn()
  else if (!account.ok) sayProblem(account)
  return account.ok
}

/**
 * Shows for what consent is asked.
 * @param {{ label: string, host: string, organisation: string, everybody: boolean }} wish
 */
function describe({ label, host, organisation, everybody }) {
  element('label', HTMLElement).textContent = label
  element('host', HTMLElement).textContent = host
  element('organisation', HTMLElement).textContent = organisation
  show('everybody', everybody)
  show('mine', !everybody)
}

async function connect() {
  const secret = link()
  if (secret === '')
    return say('This page is opened by the link in a refusal. Let the client try again, and open that link.')
  if (!(await signedIn())) return
  const wish = await ask('POST', '/consents/read', { link: secret })
  if (!wish.ok) {
    sessionStorage.removeItem(LINK)
    return sayProblem(wish)
  }
  describe(wish.body)
  show('connect', true)
  onSubmit(
    'connect',
    () => ask('POST', '/consents/begin', { link: secret }),
    ({ body }) => {
      sessionStorage.removeItem(LINK)
      const url = new URL(body.url)
      if (url.protocol === 'https:' || url.protocol === 'http:') location.assign(url.href)
    },
  )
}

async function connected() {
  const asked = new URLSearchParams(location.search)
  const part = (/** @type {string} */ name) => asked.get(name) ?? undefined
  const [state, code, iss, error] = ['state', 'code', 'iss', 'error'].map(part)
  if (state === undefined) return say('This page is opened by an authorization server.')
  if (!(await signedIn())) return
  // Neither history nor a screen keeps the code.
  history.replaceState(null, '', location.pathname)
  const finished = await ask('POST', '/consents/finish', { state, code, iss, error })
  if (!finished.ok) return sayProblem(finished)
  describe(finished.body)
  show('done', true)
  if (finished.body.everybody) leadToServer(finished.body)
}

/**
 * Whoever connected it for everybody came from its page.
 * @param {{ slug: string, organisation: string }} server
 */
function leadToServer({ slug, organisation }) {
  const back = element('back', HTMLAnchorElement)
  const search = new URLSearchParams({ tab: 'credentials', organisation })
  back.href = `/servers/${encodeURIComponent(slug)}?${search}`
  back.textContent = 'To the server'
}

if (document.body.dataset['page'] === 'connect') await connect()
else await connected()
