/** What stands on the pages of people. */
import type { Shell } from './shell.ts'

interface Field {
  readonly name: string
  /** Where a page has two of one name. */
  readonly id?: string
  readonly label: string
  readonly type: 'email' | 'password' | 'text'
  readonly autocomplete: string
  readonly hint?: string
}

const field = ({ name, id = name, label, type, autocomplete, hint }: Field): string =>
  `<label for="${id}">${label}</label>
<input id="${id}" name="${name}" type="${type}" autocomplete="${autocomplete}" required>${hint === undefined ? '' : `\n<p class="hint">${hint}</p>`}`

const form = (id: string, button: string, fields: readonly string[], hidden = false): string =>
  `<form id="${id}" method="post"${hidden ? ' hidden' : ''} novalidate>
${fields.join('\n')}
<button disabled>${button}</button>
</form>`

const proof = form(
  'proof',
  'Go on',
  [
    field({
      name: 'proof',
      id: 'proof-given',
      label: 'Say again who you are: your password, or a code of your second factor',
      type: 'password',
      autocomplete: 'current-password',
    }),
  ],
  true,
)

const email = field({ name: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username' })
const name = field({ name: 'name', label: 'Your name', type: 'text', autocomplete: 'name' })
const newPassword = field({
  name: 'password',
  label: 'Password',
  type: 'password',
  autocomplete: 'new-password',
  hint: 'At least twelve characters: a few words, or a generated one.',
})

export const LOG_IN: Shell = {
  page: 'log-in',
  title: 'Log in',
  script: 'log-in.js',
  body: `${form('by-password', 'Log in', [
    email,
    field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' }),
  ])}
${form(
  'by-code',
  'Log in',
  [
    field({
      name: 'code',
      label: 'Code',
      type: 'text',
      autocomplete: 'one-time-code',
      hint: 'Six digits of your authenticator app, or a spare code.',
    }),
  ],
  true,
)}
${form('by-passkey', 'Log in with a passkey', [], true)}
<h2>Single sign-on</h2>
${form('by-sign-on', 'Continue', [
  field({ name: 'organisation', label: 'Organisation', type: 'text', autocomplete: 'organization' }),
])}
<p id="providers" aria-live="polite"></p>
<p id="to-reset" hidden><a href="/reset">I forgot my password</a></p>
<p id="to-register" hidden><a href="/register">I want an account</a></p>
<p id="to-set-up" class="hint" hidden>There is no account yet. Open the link that Portcullis printed when it started.</p>`,
}

export const CALLBACK: Shell = {
  page: 'callback',
  title: 'Logging in',
  script: 'callback.js',
  body: '<p><a href="/log-in">To the log-in</a></p>',
}

export const SET_UP: Shell = {
  page: 'set-up',
  title: 'The first account',
  script: 'new-account.js',
  body: `<p>It operates this installation, and is admin of its first organisation.</p>
${form('new-account', 'Create the account', [email, name, newPassword])}`,
}

export const REGISTER: Shell = {
  page: 'register',
  title: 'A new account',
  script: 'new-account.js',
  body: `${form('ask', 'Send me a link', [email], true)}
${form('new-account', 'Create the account', [name, newPassword], true)}`,
}

export const INVITATION: Shell = {
  page: 'invitation',
  title: 'An invitation',
  script: 'new-account.js',
  body: `<p id="invited" hidden></p>
${form('accept', 'Accept', [], true)}
<p id="to-log-in" hidden>If you have an account, <a id="log-in-first" href="/log-in?next=/invitation">log in first</a>.</p>
${form('new-account', 'Create an account and accept', [email, name, newPassword], true)}`,
}

export const RESET: Shell = {
  page: 'reset',
  title: 'A new password',
  script: 'reset.js',
  body: `${form('ask', 'Send me a link', [email], true)}
${form('choose', 'Set the password', [newPassword], true)}
<p id="to-log-in" hidden><a href="/log-in">To the log-in</a></p>`,
}

export const ACCOUNT: Shell = {
  page: 'account',
  title: 'Your account',
  script: 'account.js',
  body: `${proof}
<div id="page" hidden>
<p id="who"></p>
<p id="wanted" class="problem" role="alert" hidden></p>
<ul id="roles"></ul>
<p><button type="button" id="log-out">Log out</button></p>
<h2>Sessions</h2>
<ul id="sessions"></ul>
<p><button type="button" id="log-out-everywhere" class="plain">Log out everywhere</button></p>
<section id="programs" hidden>
<h2>Programs that you let in</h2>
<ul id="program-list"></ul>
</section>
<section id="second-factor" hidden>
<h2>Second factor</h2>
${form('begin-second', 'Set up an authenticator app', [], true)}
<form id="confirm-second" method="post" hidden novalidate>
<p>Scan this with your authenticator app, type it there, or <a id="app-link" href="/account">open it on this device</a>:</p>
<div id="app-picture"></div>
<p><code id="app-secret"></code></p>
${field({ name: 'code', label: 'Code that the app shows', type: 'text', autocomplete: 'one-time-code' })}
<button disabled>Confirm</button>
</form>
<div id="spare" hidden>
<p>Keep these spare codes where you find them without your app. Each is good once; they are not shown again.</p>
<ul id="spare-codes"></ul>
</div>
${form('with-second', 'Remove the second factor', [], true)}
</section>
<section id="passkeys" hidden>
<h2>Passkeys</h2>
<ul id="passkey-list"></ul>
<p id="no-passkeys" class="hint" hidden>This browser, or this address, can have no passkeys: they need a name, not an address of numbers.</p>
${form('add-passkey', 'Add a passkey', [field({ name: 'name', label: 'Name of the passkey', type: 'text', autocomplete: 'off' })], true)}
</section>
<h2>Password</h2>
${form('change-password', 'Change the password', [
  field({ name: 'current', label: 'Present password', type: 'password', autocomplete: 'current-password' }),
  field({
    name: 'password',
    id: 'new-password',
    label: 'New password',
    type: 'password',
    autocomplete: 'new-password',
    hint: 'At least twelve characters: a few words, or a generated one.',
  }),
])}
</div>`,
}

export const TERMINAL: Shell = {
  page: 'terminal',
  title: 'Let a command line in',
  script: 'terminal.js',
  body: `${proof}
${form(
  'read',
  'Go on',
  [
    field({
      name: 'code',
      label: 'Code that the command line shows',
      type: 'text',
      autocomplete: 'off',
      hint: 'Eight letters, such as BCDF-GHJK.',
    }),
  ],
  true,
)}
<form id="allow" method="post" hidden novalidate>
<p>A command line asks to act as <strong id="who"></strong>. Does it show this code?</p>
<p><code id="shown" class="large"></code></p>
<ul>
<li>It calls its machine <strong id="host"></strong>.</li>
<li>It asks from <strong id="address"></strong>.</li>
<li>It asked at <strong id="when"></strong>.</li>
</ul>
<p class="hint">Allow it only if you ran <code>portcullis login</code> yourself just now. Whoever sent you this link could otherwise do what you may do, for thirty days. You can end it under <a href="/account">your sessions</a>.</p>
<button disabled>Allow</button> <button type="button" id="refuse" class="plain">Refuse</button>
</form>`,
}
