/** What is known of a server, as a list of facts. */
import { type ServerFacts, shown } from '@portcullis/catalogue'
import type { Child, FC } from 'hono/jsx'

/** Longest address that is shown. */
const LIMIT = 120

/** An address of a stranger: a link only where it is a plain web address. */
const Address: FC<{ readonly of: string }> = ({ of }) => {
  const web = /^https:\/\//.test(of) && URL.canParse(of)
  return web ? (
    <a href={new URL(of).href} rel="nofollow noopener noreferrer ugc">
      {shown(of, LIMIT)}
    </a>
  ) : (
    <code>{shown(of, LIMIT)}</code>
  )
}

const Fact: FC<{ readonly name: string; readonly children?: Child }> = ({ name, children }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

const TRANSPORTS = { stdio: 'stdio, as a local process', http: 'Streamable HTTP', sse: 'HTTP with SSE' } as const

/** Transport, package, repository, addresses, licence, sources. */
export const ServerFactsTable: FC<{ readonly facts: ServerFacts }> = ({ facts }) => (
  <dl class="fact-list">
    <Fact name="Transport">
      {facts.transports.length === 0 ? 'not known' : facts.transports.map((one) => TRANSPORTS[one]).join(', ')}
    </Fact>
    {facts.package === undefined ? null : (
      <Fact name="Package">
        <code>{shown(facts.package.name, LIMIT)}</code> on {shown(facts.package.registry)}
      </Fact>
    )}
    {facts.repository === undefined ? null : (
      <Fact name="Repository">
        <Address of={facts.repository} />
      </Fact>
    )}
    {facts.remote === undefined ? null : (
      <Fact name="Remote address">
        <code>{shown(facts.remote, LIMIT)}</code>
      </Fact>
    )}
    {facts.homepage === undefined ? null : (
      <Fact name="Home page">
        <Address of={facts.homepage} />
      </Fact>
    )}
    <Fact name="Licence">{facts.license === undefined ? 'not known' : shown(facts.license)}</Fact>
    <Fact name="Facts from">{facts.sources.map(({ source }) => shown(source)).join(', ') || 'this gateway'}</Fact>
  </dl>
)
