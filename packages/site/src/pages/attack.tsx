/** The page of one attack pattern. */
import { type Attack, attackOf } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { CategoryTag } from '../components/badges.tsx'
import { PolicyBlock } from '../components/code-block.tsx'
import { Scroll } from '../components/scroll.tsx'
import { Contents, type Entry, Section, Trail } from '../components/section.tsx'
import { Page } from '../layout/page.tsx'
import type { SiteOptions } from '../options.ts'
import { pathOf } from '../paths.ts'
import { searchPath } from './query.ts'
import { TRAIT_TEXTS } from './traits.ts'

/** How far the gateway helps, in few words. */
export const REACH_TEXTS = {
  stops: 'A policy stops it',
  limits: 'A policy limits it',
  cannot: 'No gateway can stop it',
} as const

const VERDICTS = {
  allowed: 'passes',
  counted: 'passes and is counted',
  asked: 'waits for a person',
  refused: 'refused',
}

const CONTENTS: readonly Entry[] = [
  ['how', 'How it works'],
  ['incidents', 'On record'],
  ['exposed', 'Which tools are open to it'],
  ['policy', 'The policy against it'],
  ['gateway', 'What the gateway can do'],
  ['helps', 'What else helps'],
  ['related', 'Related patterns'],
]

interface AttackProps {
  readonly attack: Attack
}

const Incidents: FC<AttackProps> = ({ attack: { incidents } }) => (
  <Section id="incidents" title="On record">
    {incidents.length === 0 ? <p>We know of no public record of it.</p> : null}
    <ul class="incidents">
      {incidents.map(({ number, when, what }) => (
        <li>
          {number === undefined ? null : <strong>{number}</strong>} {when === undefined ? null : <time>{when}</time>}{' '}
          <span>{what}</span>
        </li>
      ))}
    </ul>
  </Section>
)

const Exposed: FC<AttackProps> = ({ attack: { categories, findings } }) => (
  <Section id="exposed" title="Which tools are open to it">
    {categories.length === 0 ? null : (
      <p class="facts">
        {categories.map((category) => (
          <a class="plain" href={searchPath({ filters: { category, kind: 'tool' } })}>
            <CategoryTag category={category} />
          </a>
        ))}
        <span>whatever they are about</span>
      </p>
    )}
    {findings.length === 0 ? null : (
      <>
        <p>{categories.length === 0 ? 'Tools of any category that' : 'And tools of any category that'}</p>
        <ul>
          {findings.map((trait) => (
            <li>{TRAIT_TEXTS[trait]}</li>
          ))}
        </ul>
      </>
    )}
    {categories.length + findings.length === 0 ? <p>It does not depend on what a tool does: any may be used.</p> : null}
  </Section>
)

const Examples: FC<AttackProps> = ({ attack: { examples } }) =>
  examples.length === 0 ? null : (
    <Scroll label="Calls under this policy">
      <table>
        <caption>Calls under this policy</caption>
        <thead>
          <tr>
            <th scope="col">Call</th>
            <th scope="col">Answer</th>
          </tr>
        </thead>
        <tbody>
          {examples.map((example) => (
            <tr>
              <th scope="row">
                <code>
                  {example.tool} {JSON.stringify(example.arguments)}
                </code>
              </th>
              <td>
                <span class={`verdict verdict-${example.verdict}`}>{VERDICTS[example.verdict]}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )

/** As many whole words as a description holds. */
function beginning(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 158).replace(/\s+\S*$/, '')} …`
}

/** The page of a pattern. */
export const AttackPage: FC<AttackProps & { readonly options: SiteOptions }> = ({ options, attack }) => {
  const { slug, name, kind, how, policy, policyDoes, gateway, helps, related, scenario } = attack
  const description = beginning(how[0] ?? '')
  return (
    <Page options={options} head={{ title: name, description, ref: { page: 'attack', attack: slug } }} class="guided">
      <header class="page-head">
        <Trail steps={[{ text: 'Attacks', href: pathOf({ page: 'attacks' }) }]} />
        <h1>{name}</h1>
        <div class="facts">
          <span class={`reach reach-${gateway.effect}`}>{REACH_TEXTS[gateway.effect]}</span>
          <span class="tag">{kind}</span>
        </div>
      </header>
      <Contents of={CONTENTS} />
      <Section id="how" title="How it works">
        {how.map((text) => (
          <p>{text}</p>
        ))}
      </Section>
      <Incidents attack={attack} />
      <Exposed attack={attack} />
      <Section id="policy" title="The policy against it">
        <p>{policyDoes}</p>
        <PolicyBlock id="attack-policy" policy={policy} />
        <Examples attack={attack} />
      </Section>
      <Section id="gateway" title="What the gateway can and cannot do">
        <p>{gateway.why}</p>
        {scenario === undefined ? null : (
          <p>
            The attack is run through the gateway by the product’s own tests, without the policy and with it:{' '}
            <code>{scenario}</code>.
          </p>
        )}
      </Section>
      <Section id="helps" title="What else helps">
        <ul>
          {helps.map((text) => (
            <li>{text}</li>
          ))}
        </ul>
      </Section>
      <Section id="related" title="Related patterns">
        <ul>
          {related.map((other) => (
            <li>
              <a href={pathOf({ page: 'attack', attack: other })}>{attackOf(other).name}</a>
            </li>
          ))}
        </ul>
      </Section>
    </Page>
  )
}
