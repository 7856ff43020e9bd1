// @ts-check
/** A new password for who forgot the old one. */
import { onSubmit, say, show } from './form.js'
import { ask, forget, secretInAddress } from './session.js'

const secret = secretInAddress()
show('ask', secret === '')
show('choose', secret !== '')

onSubmit(
  'ask',
  (typed) => ask('POST', '/account/reset', typed),
  () => {
    show('ask', false)
    say('If there is an account with this address, a link is on its way to it, good for half an hour.', 'notice')
  },
)
onSubmit(
  'choose',
  (typed) => ask('PUT', '/account/reset', { secret, ...typed }),
  () => {
    forget()
    show('choose', false)
    show('to-log-in', true)
    say('Your password is set, and every session has ended.', 'notice')
  },
)
