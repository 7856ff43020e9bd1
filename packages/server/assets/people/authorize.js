// @ts-check
/** A program asks for access: who it is, where its answer goes, and what each tool could do under which rule. */
import { element, onSubmit, say, sayProblem, show } from './form.js'
import { ask, goToLogIn } from './session.js'

/** @typedef {{ name: string, category: string, risk: string, effect: string, sentence: string }} Tool */
/** @typedef {{ slug: string, label: string, problem: string | null, tools: Tool[] }} Server */
/** @typedef {{ template: string, label: string, organisation: { id: string, label: string }, grant: { state: string } | null, servers: Server[] }} Choice */
/** @typedef {{ client: { name: string, address: string | null }, redirect: { host: string, kind: string }, resource: string, choices: Choice[], wrong?: { description: string, location: string } }} Wish */

const query = location.search.slice(1)

/**
 * An element with a text.
 * @param {string} name
 * @param {string} [text]
 * @param {string} [className]
 */
function made(name, text = '', className = '') {
  const one = document.createElement(name)
  one.textContent = text
  if (className !== '') one.className = className
  return one
}

/**
 * Where the program's answer goes, in words.
 * @param {Wish['redirect']} redirect
 */
function answerGoes({ host, kind }) {
  if (kind === 'machine') return `Its answer goes to a program on this computer (${host}).`
  if (kind === 'program') return `Its answer goes to whatever program on this computer opens ${host} addresses.`
  return `Its answer goes to ${host}.`
}

/** @param {Wish} wish */
function describe({ client, redirect, resource }) {
  element('client', HTMLElement).textContent =
    client.address ?? (client.name === '' ? 'A program without a name' : client.name)
  show('unnamed', client.address === null && client.name !== '')
  element('resource', HTMLElement).textContent = resource
  element('answer-to', HTMLElement).textContent = answerGoes(redirect)
}

/** @param {Tool} tool */
function toolLine({ name, category, risk, sentence, effect }) {
  const line = made('li', '', `effect-${effect}`)
  const label = made('span', `${category}, ${risk.toLowerCase()} risk`, `risk risk-${risk.toLowerCase()}`)
  line.append(made('code', name), ' ', label, made('p', sentence, 'hint'))
  return line
}

const RISKS = ['low', 'medium', 'high', 'critical']

/**
 * What could do most harm stands first; what is denied anyway, last.
 * @param {Tool} tool
 */
const danger = ({ risk, effect }) => (effect === 'denied' ? -1 : RISKS.indexOf(risk.toLowerCase()))

/** @param {Choice} choice */
function showTools({ servers }) {
  const place = element('tools', HTMLElement)
  place.replaceChildren()
  for (const { label, slug, problem, tools } of servers) {
    place.append(made('h2', label === slug ? slug : `${label} (${slug})`))
    if (problem !== null) place.append(made('p', problem, 'hint'))
    const seen = tools.filter(({ effect }) => effect !== 'hidden')
    const hidden = tools.length - seen.length
    const list = made('ul', '', 'tools')
    list.append(...[...seen].sort((a, b) => danger(b) - danger(a)).map(toolLine))
    place.append(list)
    if (tools.length === 0) place.append(made('p', 'No list of its tools was heard yet.', 'hint'))
    if (hidden > 0) place.append(made('p', `${hidden} more ${hidden === 1 ? 'is' : 'are'} hidden from it.`, 'hint'))
  }
}

/** @param {Choice} choice */
const choiceName = ({ label, organisation }) => `${label} — ${organisation.label}`

/**
 * Shows what can be given. @returns what is chosen now
 * @param {Choice[]} choices
 */
function showChoices(choices) {
  let [chosen] = choices
  const place = element('choices', HTMLElement)
  if (chosen === undefined) throw new Error('There is nothing to choose.')
  if (choices.length === 1) place.append(made('p', `As: ${choiceName(chosen)}`))
  else place.append(made('p', 'As:'))
  for (const [index, choice] of choices.length === 1 ? [] : choices.entries()) {
    const label = made('label')
    const radio = document.createElement('input')
    radio.type = 'radio'
    radio.name = 'template'
    radio.value = choice.template
    radio.checked = index === 0
    radio.addEventListener('change', () => {
      chosen = choice
      showTools(choice)
    })
    label.append(radio, ` ${choiceName(choice)}`)
    place.append(label)
  }
  showTools(chosen)
  return () => chosen
}

/** @param {string} to */
function leaveFor(to) {
  const { protocol } = new URL(to)
  if (protocol === 'javascript:' || protocol === 'data:') return
  location.replace(to)
}

/** @param {string | null} template */
const decide = (template) => ask('POST', '/authorization/decisions', { query, template })

async function refuse() {
  const reply = await decide(null)
  if (reply.ok) leaveFor(reply.body.location)
  else sayProblem(reply)
}

async function begin() {
  const account = await ask('GET', '/account')
  if (account.status === 401) return goToLogIn()
  if (query === '') return say('This page is opened by a program that asks for access.')
  const reply = await ask('POST', '/authorization/requests', { query })
  if (!reply.ok) return sayProblem(reply)
  /** @type {Wish} */
  const wish = reply.body
  describe(wish)
  const { wrong, choices } = wish
  if (wrong !== undefined) {
    element('wrong-text', HTMLElement).textContent = wrong.description
    element('back', HTMLButtonElement).addEventListener('click', () => leaveFor(wrong.location))
    return show('wrong', true)
  }
  if (choices.length === 0) {
    element('leave', HTMLButtonElement).addEventListener('click', refuse)
    return show('nothing', true)
  }
  const chosen = showChoices(choices)
  element('refuse', HTMLButtonElement).addEventListener('click', refuse)
  show('consent', true)
  onSubmit(
    'consent',
    () => decide(chosen()?.template ?? null),
    ({ body }) => leaveFor(body.location),
  )
}

await begin()
