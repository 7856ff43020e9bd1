// @ts-check
/** Passkeys: what the API asks is put to the browser, and what the browser says is sent back. */
import { ask } from './session.js'

/** @typedef {import('./session.js').Reply} Reply */

/** ES256, EdDSA, RS256. */
const KINDS = [-7, -8, -257]

/** Whether this browser, at this address, can have passkeys. */
export const hasPasskeys = () => 'PublicKeyCredential' in window && !/^[\d.]+$|^\[/.test(location.hostname)

/** @param {string} text base64url */
function bytes(text) {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (character) => character.charCodeAt(0))
}

/** @param {ArrayBuffer} buffer */
function encoded(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** @type {Reply} */
const NONE = {
  ok: false,
  status: 0,
  body: { detail: 'The browser gave no passkey.', remedy: 'Try again, or use your password.' },
}

/** Logs in by a passkey. @returns {Promise<Reply>} */
export async function enterByPasskey() {
  const asked = await ask('POST', '/sessions/passkey/questions')
  if (!asked.ok) return asked
  const { secret, challenge, party } = asked.body
  const publicKey = { challenge: bytes(challenge), rpId: party, userVerification: /** @type {const} */ ('required') }
  const given = await navigator.credentials.get({ publicKey }).catch(() => null)
  if (!(given instanceof PublicKeyCredential)) return NONE
  const { response } = given
  if (!(response instanceof AuthenticatorAssertionResponse)) return NONE
  const passkey = {
    id: encoded(given.rawId),
    client_data: encoded(response.clientDataJSON),
    authenticator_data: encoded(response.authenticatorData),
    signature: encoded(response.signature),
  }
  return ask('POST', '/sessions/passkey', { secret, passkey })
}

/**
 * Adds a passkey to the account.
 * @param {string} name
 * @param {string} account as its owner knows it
 * @returns {Promise<Reply>}
 */
export async function addPasskey(name, account) {
  const asked = await ask('POST', '/account/passkeys/questions')
  if (!asked.ok) return asked
  const { secret, challenge, party, user } = asked.body
  const given = await navigator.credentials
    .create({
      publicKey: {
        challenge: bytes(challenge),
        rp: { id: party, name: 'Portcullis' },
        user: { id: bytes(user), name: account, displayName: account },
        pubKeyCredParams: KINDS.map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
      },
    })
    .catch(() => null)
  if (!(given instanceof PublicKeyCredential)) return NONE
  const { response } = given
  const key = response instanceof AuthenticatorAttestationResponse ? response.getPublicKey() : null
  if (!(response instanceof AuthenticatorAttestationResponse) || key === null) return NONE
  const passkey = {
    id: encoded(given.rawId),
    client_data: encoded(response.clientDataJSON),
    authenticator_data: encoded(response.getAuthenticatorData()),
    public_key: encoded(key),
  }
  return ask('POST', '/account/passkeys', { secret, name, passkey })
}
