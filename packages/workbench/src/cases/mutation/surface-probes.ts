/** Resources, prompts, methods, questions and lists that an edit may be noticed by. */
import type { Policy } from '@portcullis/engine'
import type { Segments } from '../policy-parts.ts'
import type { Step } from '../suite.ts'
import { addressFor, nameFor } from './sample-text.ts'

/** Steps for what is not a call. */
export function surfaceSteps(policy: Policy, [key, ...rest]: Segments): readonly Step[] {
  switch (key) {
    case 'resources':
      return [...patternsIn(policy.resources).map(addressFor), 'sample://elsewhere/item'].map((read) => ({ read }))
    case 'prompts':
      return [...patternsIn(policy.prompts).map(nameFor), 'another prompt'].map((prompt) => ({ prompt }))
    case 'methods':
      return [{ method: String(rest[0]) }]
    case 'elicitation':
      return [
        { question: 'elicitation/create', params: { mode: 'form', message: '', requestedSchema: {} } },
        { question: 'elicitation/create', params: { mode: 'url', message: '', url: 'https://other.example/' } },
      ]
    case 'sampling':
      return [{ question: 'sampling/createMessage', params: { messages: [], maxTokens: 1 } }]
    case 'roots':
      return [{ question: 'roots/list' }]
    case 'hide':
      return [{ call: nameFor(policy.hide?.[Number(rest[0])] ?? '') }, ...listSteps(policy)]
    case 'default':
      return [{ call: 'another_tool' }, ...listSteps(policy)]
    case 'list':
      return listSteps(policy)
    default:
      return []
  }
}

/** What tools are there to be seen, and what the default is for everything else. */
function listSteps({ hide = [], tools = {} }: Policy): readonly Step[] {
  const names = [...new Set([...hide, ...Object.keys(tools)].map(nameFor)), 'another_tool']
  return [...names.map((name): Step => ({ list: 'tools', of: [name] })), { read: 'sample://elsewhere/item' }]
}

function patternsIn(rules: Policy['resources']): readonly string[] {
  return [...(rules?.allow ?? []), ...(rules?.deny ?? []), ...(rules?.hide ?? [])]
}
