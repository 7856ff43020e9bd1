// @ts-check
/** Back from an identity provider: only the page that set out can finish the log-in. */
import { say, sayProblem } from './form.js'
import { ask, keep } from './session.js'

const kept = sessionStorage.getItem('portcullis.journey')
sessionStorage.removeItem('portcullis.journey')
const { search } = location
history.replaceState(null, '', location.pathname)

if (kept === null) say('This log-in was begun in another window. Begin again.')
else {
  const { journey, next } = JSON.parse(kept)
  const reply = await ask('POST', '/sign-on/arrivals', { journey, search: search.slice(1) })
  if (!reply.ok) sayProblem(reply)
  else {
    if (reply.body.key !== undefined) keep(reply.body)
    location.replace(typeof next === 'string' && next.startsWith('/') ? next : '/')
  }
}
