/** The pages of the attack database as Markdown. */
import { ATTACK_ENTRIES, type Attack, attackOf } from '@portcullis/catalogue'
import { blocks, items, policyBlock, section, table, type Writer } from './blocks.ts'
import { cell, words } from './inert.ts'

const KINDS: readonly Attack['kind'][] = ['agent behaviour', 'protocol', 'supply chain']
const EFFECTS: Readonly<Record<Attack['gateway']['effect'], string>> = {
  stops: 'The gateway stops it.',
  limits: 'The gateway limits it.',
  cannot: 'The gateway cannot stop it.',
}

function attackLink(to: Writer, { slug, name }: Attack): string {
  return to.link(words(name), { page: 'attack', attack: slug })
}

function incident({ number, when, what }: Attack['incidents'][number]): string {
  const mark = [number, when].filter((part) => part !== undefined).join(', ')
  return mark === '' ? words(what) : `${words(mark)}: ${words(what)}`
}

/** The page of one attack pattern. */
export function attackMarkdown(to: Writer, attack: Attack): string {
  return blocks([
    `# ${words(attack.name)}`,
    `Kind: ${attack.kind}. Open to it: ${attack.categories.join(', ') || 'no category by itself'}.`,
    section('How it works', ...attack.how.map(words)),
    section(
      'Seen in public',
      attack.incidents.length === 0 ? 'No public record is known.' : items(attack.incidents.map(incident)),
    ),
    section('The policy against it', words(attack.policyDoes), policyBlock(attack.policy)),
    section(
      'Calls under this policy',
      table(
        ['Tool', 'Arguments', 'Answer'],
        attack.examples.map((one) => [cell(one.tool), cell(JSON.stringify(one.arguments)), one.verdict]),
      ),
    ),
    section('What a gateway can do', `**${EFFECTS[attack.gateway.effect]}** ${words(attack.gateway.why)}`),
    section('What else helps', items(attack.helps.map(words))),
    section('Related attacks', items(attack.related.map((slug) => attackLink(to, attackOf(slug))))),
  ])
}

/** The list of all attack patterns. */
export function attacksMarkdown(to: Writer): string {
  return blocks([
    '# Attacks on agents and their tools',
    'How each works, who is open to it, and the policy that stops it or takes from it what a policy can take.',
    ...KINDS.map((kind) =>
      section(
        `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
        items(
          ATTACK_ENTRIES.filter((attack) => attack.kind === kind).map(
            (attack) => `${attackLink(to, attack)}: ${EFFECTS[attack.gateway.effect]}`,
          ),
        ),
      ),
    ),
  ])
}
