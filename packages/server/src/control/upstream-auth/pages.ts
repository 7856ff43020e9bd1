/** Pages for consent, and the metadata by which authorization servers know this client. */
import { type Shell, shell } from '../account/pages/shell.ts'
import type { RawRoute } from '../api/raw.ts'
import { CONNECT_PATH } from './consent-link.ts'
import { CALLBACK_PATH, CLIENT_DOCUMENT_PATH, clientDocument } from './identity.ts'

const WHERE =
  '<strong id="label"></strong> at <strong id="host"></strong>, in the organisation <strong id="organisation"></strong>'

const CONNECT: Shell = {
  page: 'connect',
  title: 'Connect',
  script: 'connect.js',
  body: `<form id="connect" method="post" hidden>
<p>You are about to log in for ${WHERE}.</p>
<p id="mine" hidden>Calls of your own grants, and of nobody else’s, will be made in your name there.</p>
<p id="everybody" hidden>Calls of all grants of this server will be made in the name that you log in with.</p>
<button disabled>Continue</button>
</form>`,
}

const CONNECTED: Shell = {
  page: 'connected',
  title: 'Connecting',
  script: 'connect.js',
  body: `<div id="done" hidden>
<p>Connected: ${WHERE}.</p>
<p id="mine" hidden>Your clients can call it now. Let them try again.</p>
<p id="everybody" hidden>All its grants can call it now.</p>
</div>
<p><a id="back" href="/">To the dashboard</a></p>`,
}

const page = (path: string, what: Shell): RawRoute => ({ methods: ['GET'], path, run: () => shell(what) })

/** Addresses beside the API. */
export const UPSTREAM_PAGES: readonly RawRoute[] = [
  page(CONNECT_PATH, CONNECT),
  page(CALLBACK_PATH, CONNECTED),
  {
    methods: ['GET'],
    path: CLIENT_DOCUMENT_PATH,
    openToPages: true,
    run: ({ control }) =>
      new Response(`${JSON.stringify(clientDocument(control))}\n`, {
        headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
      }),
  },
]
