// @ts-check
/**
 * The search of a site of files. There is no server to ask, so this loads all names once and answers in its place: what
 * other scripts fetch as `/catalogue?…&part=results`, and what the address asks for when the page opens.
 * Rows are as `packages/site/src/static/search-data.ts` writes them.
 */

/** @typedef {[name: string, slug: string | 0, category: string, risk: number]} Tool */
/** @typedef {[slug: string, name: string | 0, bits: number, grade: string | 0, tools: Tool[]]} Server */
/** @typedef {{ score: number, server: Server, tool?: Tool }} Hit */

const MOST = 40
const LEVELS = ['Low', 'Medium', 'High', 'Critical']
const CATEGORIES = ['Read', 'Write', 'Execute', 'Destructive', 'Financial']
const TRANSPORTS = ['stdio', 'http', 'sse']
const OFFICIAL = 8

/** @type {Promise<Server[]> | undefined} */
let loading
const fetchReally = window.fetch.bind(window)

function load() {
  loading ??= fetchReally('/search.json').then((answer) => {
    if (!answer.ok) throw new Error(`The names could not be loaded: status ${answer.status}.`)
    return answer.json()
  })
  return loading
}

/** @param {Server} server */
const nameOf = (server) => server[1] || server[0]
/** @param {Server} server */
const textOf = (server) => `${nameOf(server)} ${server[0]}`.toLowerCase()
/** @param {Tool} tool */
const slugOf = (tool) => tool[1] || tool[0].toLowerCase().replace(/_/g, '-')

/**
 * How well the words fit a text: each has to be in it; a whole word is better than its beginning, that than its middle.
 * @param {string[]} words @param {string} text in lower case
 */
function fitOf(words, text) {
  let sum = 0
  for (const word of words) {
    const at = text.indexOf(word)
    if (at < 0) return 0
    const starts = at === 0 || !/[a-z0-9]/.test(text.charAt(at - 1))
    const ends = at + word.length === text.length || !/[a-z0-9]/.test(text.charAt(at + word.length))
    sum += starts && ends ? 3 : starts ? 2 : 1
  }
  return sum + 8 / (8 + text.length)
}

/** @param {URLSearchParams} params */
function readQuery(params) {
  const text = (params.get('q') ?? '').slice(0, 200).trim()
  const words = text
    .toLowerCase()
    .split(/[\s_/.-]+/)
    .filter(Boolean)
  const transport = TRANSPORTS.indexOf(params.get('transport') ?? '')
  return {
    text,
    words,
    kind: params.get('kind') || '',
    category: CATEGORIES.find((one) => one.toLowerCase() === params.get('category'))?.charAt(0) ?? '',
    risk: LEVELS.findIndex((one) => one.toLowerCase() === params.get('risk')),
    bits: (transport < 0 ? 0 : 1 << transport) | (params.get('official') === 'yes' ? OFFICIAL : 0),
  }
}

/** @typedef {ReturnType<typeof readQuery>} Query */

/** @param {Tool} tool @param {Query} query */
function passes(tool, { category, risk }) {
  return (category === '' || tool[2] === category) && (risk < 0 || tool[3] === risk)
}

/** The server itself, where it fits. @param {Server} server @param {Tool[]} tools that pass @param {Query} query */
function serverHit(server, tools, { words, kind, category, risk }) {
  if (kind === 'tool' || (tools.length === 0 && (category !== '' || risk >= 0))) return []
  const score = words.length === 0 ? 1 : fitOf(words, textOf(server))
  if (score === 0) return []
  return [{ score: score + (server[2] & OFFICIAL ? 0.5 : 0) + (tools.length > 0 ? 0.3 : 0), server }]
}

/** @param {Server} server @param {Tool[]} tools @param {Query} query */
function toolHits(server, tools, { words, kind }) {
  if (kind === 'server') return []
  const own = textOf(server)
  return tools
    .map((tool) => ({ score: words.length === 0 ? 1 : fitOf(words, `${tool[0].toLowerCase()} ${own}`), server, tool }))
    .filter(({ score }) => score > 0)
}

/** @param {Server[]} servers @param {Query} query @returns {Hit[]} */
function search(servers, query) {
  return servers
    .filter((server) => (server[2] & query.bits) === query.bits)
    .flatMap((server) => {
      const tools = server[4].filter((tool) => passes(tool, query))
      return [...serverHit(server, tools, query), ...toolHits(server, tools, query)]
    })
    .sort((a, b) => b.score - a.score)
}

/** @param {string} name @param {string} className @param {...(Node | string)} children */
function element(name, className, ...children) {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  made.append(...children)
  return made
}

/** @param {string} href @param {string} className @param {string} text */
function link(href, className, text) {
  const made = element('a', className, text)
  made.setAttribute('href', href)
  return made
}

/** @param {Hit} hit */
function row({ server, tool }) {
  const place = `/catalogue/${server[0]}`
  if (tool === undefined) {
    const count = server[4].length
    const of = count === 0 ? 'no tools known' : count === 1 ? '1 tool' : `${count} tools`
    const text = element('div', 'row-text', link(place, 'row-name', nameOf(server)), ' ', element('span', 'row-of', of))
    if (server[3] === 0) return element('li', 'row', text)
    const grade = element('span', `grade grade-${server[3].toLowerCase()}`, element('span', 'sr', 'Grade '), server[3])
    return element('li', 'row', text, grade)
  }
  const level = LEVELS[tool[3]] ?? ''
  return element(
    'li',
    'row',
    element(
      'div',
      'row-text',
      link(`${place}/${slugOf(tool)}`, 'row-name mono', tool[0]),
      ' ',
      element('span', 'row-of', nameOf(server)),
    ),
    element('span', 'category', CATEGORIES.find((one) => one.startsWith(tool[2])) ?? ''),
    element('span', `risk risk-${level.toLowerCase()}`, level),
  )
}

/** @param {URLSearchParams} params @returns {Promise<HTMLElement>} */
async function results(params) {
  const query = readQuery(params)
  const hits = search(await load(), query)
  const count = hits.length > MOST ? `The best ${MOST} hits` : hits.length === 1 ? '1 hit' : `${hits.length} hits`
  const title = element('h2', 'results-title', hits.length === 0 ? 'Nothing found' : count)
  if (query.text !== '') title.append(' for ', element('q', '', query.text))
  const list = element('ul', 'rows', ...hits.slice(0, MOST).map(row))
  return element(
    'div',
    '',
    title,
    hits.length === 0 ? element('p', 'nothing', 'No server or tool fits. Try fewer words.') : list,
  )
}

/** @param {URLSearchParams} params */
const asked = (params) => ['q', 'kind', 'category', 'risk', 'transport', 'official'].some((name) => params.get(name))

window.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : String(input), location.href)
  if (url.pathname !== '/catalogue' || url.searchParams.get('part') !== 'results') return fetchReally(input, init)
  const shown = await results(url.searchParams)
  return new Response(shown.innerHTML, { headers: { 'Content-Type': 'text/html; charset=utf-8' } })
}

async function open() {
  const params = new URLSearchParams(location.search)
  const place = document.querySelector('[data-results]')
  const field = document.querySelector('form[data-search] input[name=q]')
  if (place === null || !asked(params)) return
  if (field instanceof HTMLInputElement) field.value = params.get('q') ?? ''
  try {
    place.replaceChildren(...(await results(params)).childNodes)
  } catch (error) {
    place.replaceChildren(element('p', 'nothing', error instanceof Error ? error.message : 'The search failed.'))
  }
}

void open()
