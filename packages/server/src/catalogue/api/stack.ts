/** A stack that somebody asks about → the report on it. */
import {
  assessStack,
  plain,
  queryOfSlugs,
  readClientConfig,
  recogniseServer,
  type StackMember,
  type StackReport,
  type StackTool,
} from '@portcullis/catalogue'
import { findServer, type Knowledge, nearServers } from '../knowledge.ts'
import { type Links, linksBelow } from './links.ts'
import type { StackAnswer, StackQuestion } from './shapes.ts'

/** Most servers of one question: all their tools are held against each other. */
const MOST_SERVERS = 100

/** The report, or what was wrong with the question and what to do. */
export type StackOutcome =
  | { readonly ok: true; readonly answer: StackAnswer }
  | { readonly ok: false; readonly problem: string }

/** The members of a stack, or what was wrong with the question and what to do. */
export type MembersOutcome =
  | { readonly ok: true; readonly members: readonly StackMember[] }
  | { readonly ok: false; readonly problem: string }

/** Judges a stack. Nothing that was asked is kept. */
export function stackOf(knowledge: Knowledge, question: StackQuestion): StackOutcome {
  const found = membersOf(knowledge, question)
  return found.ok ? { ok: true, answer: answerOf(knowledge, found.members, assessStack(found.members)) } : found
}

/** Finds what a question names. */
export function membersOf(knowledge: Knowledge, question: StackQuestion): MembersOutcome {
  const named = namedMembers(knowledge, question.servers ?? [])
  if (!Array.isArray(named)) return { ok: false, problem: named }
  const configured = configuredMembers(knowledge, question.config)
  if (!Array.isArray(configured)) return { ok: false, problem: configured }
  const members = [...named, ...configured]
  if (members.length === 0) {
    return {
      ok: false,
      problem: 'No server was named. Send slugs in `servers`, or a client’s configuration in `config`.',
    }
  }
  return { ok: true, members }
}

function namedMembers(knowledge: Knowledge, names: readonly string[]): StackMember[] | string {
  const members: StackMember[] = []
  for (const name of names) {
    const entry = findServer(knowledge, name)
    if (entry === undefined) {
      const near = nearServers(knowledge, name)
      const meant = near.length > 0 ? ` Near to it: ${near.join(', ')}.` : ''
      return `The catalogue has no server of that slug (number ${members.length + 1} of the list).${meant}`
    }
    members.push({ name: entry.slug, entry, confidence: 'certain' })
  }
  return members
}

function configuredMembers(knowledge: Knowledge, text: string | undefined): StackMember[] | string {
  if (text === undefined) return []
  const config = readClientConfig(text)
  if (!config.ok) return `The configuration cannot be read: ${config.problem} (line ${config.line}).`
  if (config.servers.length > MOST_SERVERS)
    return `The configuration names more than ${MOST_SERVERS} servers: send them in parts.`
  const known = knowledge.known()
  return config.servers.map((configured) => {
    const found = recogniseServer(known, configured)
    return { name: configured.name, configured, entry: found?.entry, confidence: found?.confidence }
  })
}

function answerOf({ origin }: Knowledge, members: readonly StackMember[], report: StackReport): StackAnswer {
  const links = linksBelow(origin)
  const { verdict, risk, counts, combinations, findings, policies } = report
  const slugs = members.flatMap(({ entry }) => entry?.slug ?? [])
  return {
    verdict: plain(verdict),
    ...(risk !== undefined && { risk }),
    counts: { ...counts },
    members: report.members.map((member) => ({
      ...{ name: member.name, tools: member.tools },
      ...(member.link !== undefined && { server: links.server(member.link) }),
      ...(member.confidence !== undefined && { confidence: member.confidence }),
      ...(member.risk !== undefined && { risk: member.risk }),
    })),
    tools: report.tools.map((tool) => stackToolOf(tool, links)),
    combinations: combinations.map(({ legs, path, breaks, attacks, id, title, risk: level }) => ({
      ...{ id, title, risk: level },
      legs: legs.map(({ role, count, tools }) => ({
        role,
        count,
        tools: tools.map((tool) => stackToolOf(tool, links)),
      })),
      ...{ path: path.map(plain), breaks: plain(breaks), attacks: [...attacks] },
    })),
    findings: findings.map(({ id, risk: level, members: who, says, remedy }) => ({
      ...{ id, risk: level, members: [...who], says: plain(says), remedy: plain(remedy) },
    })),
    policies: policies.map(({ member, policy, tightened }) => ({
      member,
      policy: { ...policy },
      tightened: [...tightened],
    })),
    ...(slugs.length === members.length && { share: `${links.page({ page: 'stack' })}?${queryOfSlugs(slugs)}` }),
  }
}

const stackToolOf = (tool: StackTool, links: Links): StackAnswer['tools'][number] => ({
  ...links.tool(tool),
  member: tool.member,
  traits: [...tool.traits],
  unasked: tool.unasked,
})
