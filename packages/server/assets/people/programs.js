// @ts-check
/** Programs that one let use a server, by OAuth: since when, and how to take it back. */
import { element, sayProblem, show } from './form.js'
import { ask } from './session.js'

/** @typedef {{ id: string, client: string, client_name: string, resource: string, created: number, used: number }} Program */

/** What a program is called: by its own address, where it has one; otherwise as it calls itself. @param {Program} program */
function nameOf({ client, client_name: name }) {
  if (client.startsWith('https://')) return new URL(client).host
  return name === '' ? 'A program without a name' : name
}

/** @param {Program} program */
function lineOf(program) {
  const { resource, created, used } = program
  const [since, last] = [created, used].map((at) => new Date(at).toLocaleString())
  const item = document.createElement('li')
  item.textContent = `${nameOf(program)} uses ${resource}, since ${since}, tokens renewed ${last} `
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'small'
  button.textContent = 'End'
  button.addEventListener('click', async () => {
    const ended = await ask('DELETE', `/account/authorizations/${encodeURIComponent(program.id)}`)
    if (ended.ok) await listPrograms()
    else sayProblem(ended)
  })
  item.append(button)
  return item
}

/** Shows them; where there are none, nothing. */
export async function listPrograms() {
  const reply = await ask('GET', '/account/authorizations')
  if (!reply.ok) return sayProblem(reply)
  /** @type {Program[]} */
  const programs = reply.body.items
  element('program-list', HTMLElement).replaceChildren(...programs.map(lineOf))
  show('programs', programs.length > 0)
}
