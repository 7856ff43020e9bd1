// @ts-check
/** Saying again who one is, where something asks for it. */
import { element, onSubmit, say, show } from './form.js'
import { ask } from './session.js'

/**
 * Does something, and asks for a proof where one is wanted first.
 * @param {() => Promise<import('./session.js').Reply>} attempt
 */
export async function proved(attempt) {
  const reply = await attempt()
  if (reply.body?.code === 'proof_required') show('proof', true)
  return reply
}

/**
 * Makes the form of the proof work.
 * @param {() => boolean} isCode whether it is a code of the second factor, and not a password
 */
export function onProof(isCode) {
  onSubmit(
    'proof',
    ({ proof = '' }) => ask('POST', '/sessions/proof', isCode() ? { code: proof } : { password: proof }),
    () => {
      show('proof', false)
      element('proof', HTMLFormElement).reset()
      say('Thank you. Now do again what you were about to do.', 'notice')
    },
  )
}
