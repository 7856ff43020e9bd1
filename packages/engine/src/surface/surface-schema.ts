/** The shape of what a document says of everything beside tools. */
import * as z from 'zod'
import { parsePattern } from '../name/pattern.ts'
import { raising } from '../policy/schema-check.ts'
import { parseMethodName } from './method-rules.ts'
import { parseHostPattern } from './server-questions.ts'
import type { ElicitationRule, ItemRules, MethodRules, SamplingRule, Verb } from './surface-rules.ts'
import { parseUriPattern } from './uri-pattern.ts'

/** Upper bounds for the parts of a surface's rules. */
const BOUNDS = { patterns: 500, hosts: 200, methods: 100 } as const

/** The most tokens that a document can name. */
const MOST_TOKENS = 1_000_000_000

const verb = z.enum(['allow', 'deny'])

interface ItemWords {
  readonly id: string
  readonly what: string
  readonly one: string
  readonly pattern: z.ZodType<string>
  readonly patterns: string
  readonly examples: { readonly allow: string; readonly deny: string; readonly hide: string }
}

function itemRules({ id, what, one, pattern, patterns, examples }: ItemWords): z.ZodType<ItemRules> {
  const list = z.array(pattern).max(BOUNDS.patterns)
  return z
    .strictObject({
      default: verb.exactOptional().meta({
        description: `For ${what.toLowerCase()} that no pattern below fits. Without it: the document's \`default\`.`,
        examples: ['deny'],
      }),
      allow: list
        .exactOptional()
        .meta({ description: `${what} that may be used. ${patterns}`, default: [], examples: [[examples.allow]] }),
      deny: list.exactOptional().meta({
        description: `${what} that are left out of lists and refused, whatever \`allow\` says. Case does not count.`,
        default: [],
        examples: [[examples.deny]],
      }),
      hide: list.exactOptional().meta({
        description: `${what} that are left out of lists, and asked for are answered as ${one} that does not exist. Stronger than \`deny\`.`,
        default: [],
        examples: [[examples.hide]],
      }),
    })
    .meta({
      id,
      description: `Which ${what.toLowerCase()} of the server may be used. \`hide\` is stronger than \`deny\`, and \`deny\` than \`allow\`.`,
    })
}

/** `resources` of a document. */
export const resourcesSchema: z.ZodType<ItemRules> = itemRules({
  id: 'Resources',
  what: 'Resources',
  one: 'one',
  pattern: z.string().superRefine(raising(parseUriPattern)),
  patterns:
    'Patterns of addresses: `*` stands for any run of characters within one segment of a path, `**` for any run at all.',
  examples: { allow: 'file:///srv/docs/**', deny: 'file:///srv/docs/private/**', hide: 'vault://**' },
})

/** `prompts` of a document. */
export const promptsSchema: z.ZodType<ItemRules> = itemRules({
  id: 'Prompts',
  what: 'Prompts',
  one: 'one',
  pattern: z.string().superRefine(raising(parsePattern)),
  patterns: 'Names, or patterns of names as for tools.',
  examples: { allow: 'summarise_*', deny: 'summarise_payroll', hide: 'admin_*' },
})

const hosts = z
  .array(z.string().superRefine(raising(parseHostPattern)))
  .max(BOUNDS.hosts)
  .meta({
    description:
      'Hosts that a page may be on: exact names, or `*.example.com` for everything below one. A port counts only where it is written. Pages are reached by https, on this machine also by http.',
    examples: [['accounts.example.com', '*.billing.example.com']],
  })

const elicitationParts = z
  .strictObject({
    form: verb.exactOptional().meta({
      description: 'Whether the server may ask for the values of a form. Without it: the document’s `default`.',
      examples: ['deny'],
    }),
    url: z
      .union([verb, z.strictObject({ hosts }).meta({ id: 'ElicitationHosts' })])
      .exactOptional()
      .meta({
        description:
          'Whether the server may send a person to a page, or to which hosts. Without it: the document’s `default`.',
        examples: [{ hosts: ['accounts.example.com'] }, 'deny'],
      }),
  })
  .meta({ id: 'Elicitation', description: 'What the server may ask of a person, by mode.' })

/** `elicitation` of a document. */
export const elicitationSchema: z.ZodType<ElicitationRule> = z.union([verb, elicitationParts]).meta({
  description:
    'What the server may ask of a person by way of the client: everything, nothing, or by mode. What is refused is not offered to the server, and answered with an error where it asks all the same. Without it: the document’s `default`.',
  examples: ['deny', { form: 'allow', url: { hosts: ['accounts.example.com'] } }],
})

/** `sampling` of a document. */
export const samplingSchema: z.ZodType<SamplingRule> = z
  .union([
    verb,
    z
      .strictObject({
        max_tokens: z
          .int()
          .min(0)
          .max(MOST_TOKENS)
          .meta({ description: 'The most tokens that the server may ask for at once.', examples: [2000] }),
      })
      .meta({ id: 'Sampling' }),
  ])
  .meta({
    description:
      'Whether the server may use the client’s model, or for at most how many tokens at once. Without it: the document’s `default`.',
    examples: ['deny', { max_tokens: 2000 }],
  })

/** `roots` of a document. */
export const rootsSchema: z.ZodType<Verb> = verb.meta({
  description: 'Whether the server may ask which folders the client works in. Without it: the document’s `default`.',
  examples: ['deny'],
})

/** `methods` of a document. */
export const methodsSchema: z.ZodType<MethodRules> = z
  .record(z.string().superRefine(raising(parseMethodName)), verb)
  .refine((methods) => Object.keys(methods).length <= BOUNDS.methods, {
    error: `at most ${BOUNDS.methods} methods can be named`,
  })
  .meta({
    description:
      'Methods of the protocol by name: completion, logging, tasks, subscriptions, without an entry as the document’s `default` says. A method that the gateway does not know passes only where it is allowed here; nothing of it is judged but its name.',
    default: {},
    examples: [{ 'completion/complete': 'allow', 'logging/setLevel': 'deny', 'skills/list': 'allow' }],
  })
