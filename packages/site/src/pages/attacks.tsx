/** `/attacks` and the page of each pattern. */
import { ATTACK_ENTRIES, type Attack, findAttack } from '@portcullis/catalogue'
import { Hono } from 'hono'
import type { FC } from 'hono/jsx'
import { Page, sendPage } from '../layout/page.tsx'
import type { SiteOptions } from '../options.ts'
import { pathOf } from '../paths.ts'
import { AttackPage, REACH_TEXTS } from './attack.tsx'

const KINDS = [
  ['agent behaviour', 'What agents do', 'Nobody has to attack: an agent that means well is enough.'],
  ['protocol', 'How the parties talk', 'Tokens, sessions, definitions and arguments that are not what they seem.'],
  ['supply chain', 'What gets installed', 'The server itself is the attacker, or becomes one.'],
] as const

/** Characters of an opening that say enough. */
const OPENING = 90

const AttackItem: FC<{ readonly attack: Attack }> = ({ attack: { slug, name, how, gateway, incidents } }) => (
  <li>
    <a class="card attack-card" href={pathOf({ page: 'attack', attack: slug })}>
      <strong>{name}</strong>
      <span>{opening(how[0] ?? '')}</span>
      <small>
        <span class={`reach reach-${gateway.effect}`}>{REACH_TEXTS[gateway.effect]}</span>
        {incidents.length === 0 ? null : (
          <span>{incidents.length === 1 ? '1 incident' : `${incidents.length} incidents`}</span>
        )}
      </small>
    </a>
  </li>
)

/** Whole sentences from the beginning of one of our paragraphs, until there is enough to know what it is about. */
function opening(text: string): string {
  let said = ''
  for (const [sentence] of text.matchAll(/.+?[.!?](?=\s|$)\s*/g)) {
    said += sentence
    if (said.length >= OPENING) break
  }
  return (said === '' ? text : said).trim()
}

const AttacksPage: FC<{ readonly options: SiteOptions }> = ({ options }) => {
  const head = {
    title: 'Attacks on agents and their tools',
    description: `${ATTACK_ENTRIES.length} attack patterns against agents with tools: how each works, what happened, and the policy that stops or limits it.`,
    ref: { page: 'attacks' as const },
  }
  return (
    <Page options={options} head={head}>
      <h1>Attacks on agents and their tools</h1>
      <p class="lead">
        {ATTACK_ENTRIES.length} patterns: how each works, what is on record, which tools are open to it, and what a
        policy can do against it. Where a gateway cannot help, the page says so.
      </p>
      {KINDS.map(([kind, title, text]) => (
        <section aria-labelledby={kind.replace(' ', '-')}>
          <h2 id={kind.replace(' ', '-')}>{title}</h2>
          <p class="muted">{text}</p>
          <ul class="card-grid">
            {ATTACK_ENTRIES.filter((attack) => attack.kind === kind).map((attack) => (
              <AttackItem attack={attack} />
            ))}
          </ul>
        </section>
      ))}
    </Page>
  )
}

/** Routes of the attack database. */
export function attackRoutes(options: SiteOptions): Hono {
  const app = new Hono()
  app.get('/attacks', (c) => sendPage(c, <AttacksPage options={options} />))
  app.get('/attacks/:slug', (c) => {
    const attack = findAttack(c.req.param('slug'))
    return attack === undefined ? c.notFound() : sendPage(c, <AttackPage options={options} attack={attack} />)
  })
  return app
}
