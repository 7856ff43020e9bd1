/** The tools of the MCP endpoint: what they are called, what they take, and what they do. */
import { assessStack, type Filters } from '@portcullis/catalogue'
import type { z } from 'zod'
import { type MembersOutcome, membersOf } from '../api/stack.ts'
import { findServer, findTool, type Knowledge, nearServers, search } from '../knowledge.ts'
import { checkedServer, checkedStack, checkedTool, foundFacts } from './answers.ts'
import {
  checkServerInput,
  checkServerOutput,
  checkStackInput,
  checkStackOutput,
  checkToolInput,
  checkToolOutput,
  searchInput,
  searchOutput,
} from './shapes.ts'

/** What a call came to: an answer and its one line, or why there is none. */
export type ToolOutcome =
  | { readonly ok: true; readonly line: string; readonly answer: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: string }

/** A tool. */
export interface CatalogueTool {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly input: z.ZodType
  readonly output: z.ZodType
  readonly call: (knowledge: Knowledge, args: unknown) => ToolOutcome
}

function tool<Input extends z.ZodType>(
  about: Pick<CatalogueTool, 'name' | 'title' | 'description' | 'output'>,
  input: Input,
  run: (knowledge: Knowledge, args: z.output<Input>) => ToolOutcome,
): CatalogueTool {
  return {
    ...about,
    input,
    call(knowledge, args) {
      const read = input.safeParse(args)
      return read.success ? run(knowledge, read.data) : { ok: false, problem: problemOf(read.error) }
    },
  }
}

function problemOf({ issues }: z.ZodError): string {
  const told = issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.map(String).join('.').slice(0, 64)}: ${message.slice(0, 200)}`)
  return `The arguments do not fit. ${told.join('; ')}`
}

function unknownServer(knowledge: Knowledge, name: string): ToolOutcome {
  const near = nearServers(knowledge, name)
  const meant = near.length > 0 ? ` Near to it: ${near.join(', ')}.` : ''
  return { ok: false, problem: `The catalogue has no such server.${meant} Use \`search\` to find its slug.` }
}

const checkTool = tool(
  {
    name: 'check_tool',
    title: 'Check a tool',
    description:
      'How dangerous one tool of an MCP server is: category, risk, evidence, the attacks it is open to, and the policy to put before it.',
    output: checkToolOutput,
  },
  checkToolInput,
  (knowledge, { server: name, tool: wanted }) => {
    const server = findServer(knowledge, name)
    if (server === undefined) return unknownServer(knowledge, name)
    const found = findTool(server, wanted)
    if (found === undefined) {
      const problem = `The server ${server.slug} has no such tool in the catalogue; ${server.tools.length} are known. Use \`check_server\` or \`search\`.`
      return { ok: false, problem }
    }
    const answer = checkedTool(knowledge, server, found)
    return {
      ok: true,
      line: `${answer.category}, ${answer.risk} risk. ${answer.meaning} ${answer.control.means}`,
      answer,
    }
  },
)

const checkServer = tool(
  {
    name: 'check_server',
    title: 'Check a server',
    description:
      'What an MCP server can do: grade, tools by category, the most dangerous ones, and one policy for all of it.',
    output: checkServerOutput,
  },
  checkServerInput,
  (knowledge, { server: name }) => {
    const server = findServer(knowledge, name)
    if (server === undefined) return unknownServer(knowledge, name)
    const answer = checkedServer(knowledge, server)
    const line =
      answer.grade === undefined
        ? 'None of its tools is known to the catalogue.'
        : `Grade ${answer.grade} (${answer.points} of 100): ${answer.tools} tools are known.`
    return { ok: true, line, answer }
  },
)

const checkStack = tool(
  {
    name: 'check_stack',
    title: 'Check a stack of servers',
    description:
      'What an agent can do that has all of these servers: its riskiest tools, what is toxic together (such as private data, strangers’ text and a way out), and a policy for each server.',
    output: checkStackOutput,
  },
  checkStackInput,
  (knowledge, { servers, config }) => {
    const members: MembersOutcome = membersOf(knowledge, {
      ...(servers !== undefined && { servers }),
      ...(config !== undefined && { config }),
    })
    if (!members.ok) return members
    const answer = checkedStack(assessStack(members.members))
    return { ok: true, line: answer.verdict, answer }
  },
)

const searchTools = tool(
  {
    name: 'search',
    title: 'Search the catalogue',
    description: 'Finds MCP servers and their tools by words, category and risk. Answers slugs for the other tools.',
    output: searchOutput,
  },
  searchInput,
  (knowledge, { query, limit, kind, category, risk }) => {
    const filters: Filters = {
      ...(kind !== undefined && { kind }),
      ...(category !== undefined && { category }),
      ...(risk !== undefined && { risk }),
    }
    const answer = foundFacts(knowledge, search(knowledge, query, filters, limit))
    return {
      ok: true,
      line: answer.hits.length === 0 ? 'Nothing was found.' : `${answer.hits.length} hits, best first.`,
      answer,
    }
  },
)

/** All tools, in the order in which they are listed. */
export const CATALOGUE_TOOLS: readonly CatalogueTool[] = [checkTool, checkServer, checkStack, searchTools]
