/** Mails that nobody waits for. */
import type { Context } from '../context.ts'
import type { Mail } from './mailer.ts'

/** Nobody waits for the mail server: how long it takes would say whether something is sent. */
export function sendLater({ control }: Context, letter: Mail): void {
  void control.accounts.mail?.send(letter).then((failure) => {
    if (failure !== undefined) control.say(`A mail to an account was not sent (${failure}).`)
  })
}
