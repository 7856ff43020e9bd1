/** One tool of the sandbox, and the two kinds that most of them are. */
import { z } from 'zod'
import { type Answer, type Json, type JsonObject, problem } from '../store/resource.ts'
import type { Kind, Shop } from '../store/shop.ts'

/** A tool: what a list of tools says of it, and what it does. */
export interface Tool {
  readonly name: string
  /** JSON Schema, draft 7. */
  readonly inputSchema: JsonObject & { readonly type: 'object' }
  /** Reads the arguments and does it; arguments that do not fit are a problem, and nothing happened. */
  readonly call: (shop: Shop, args: unknown) => Answer
}

/** A tool that reads its arguments by a schema before it does anything. */
export function tool<Schema extends z.ZodObject>(
  name: string,
  input: Schema,
  run: (shop: Shop, args: z.output<Schema>) => Answer,
): Tool {
  return {
    name,
    inputSchema: published(input),
    call(shop, args) {
      const read = input.safeParse(args)
      return read.success ? run(shop, read.data) : problem(400, 'invalid', `Invalid arguments: ${told(read.error)}.`)
    },
  }
}

/** The arguments of paged lists. */
export const PAGED = z.strictObject({
  page_size: z.number().min(1).max(100).optional(),
  page_cursor: z.string().optional(),
})

/** The arguments of paged lists that can be filtered. */
export const FILTERED = z.strictObject({ filter: z.string().optional(), ...PAGED.shape })

/** The arguments of tools about one thing. */
export const BY_ID = z.strictObject({ id: z.string() })

/** An object of anything; arguments were JSON, so every member is. */
export const DETAILS = z.record(z.string(), z.custom<Json>())

/** The members of an object that are there. */
export function present(attributes: { readonly [name: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  )
}

/** A tool that lists everything of a kind that passes a filter, page by page. */
export function listTool(name: string, kind: Kind): Tool {
  return tool(name, FILTERED, (shop, args) => shop[kind].page(args))
}

/** A tool that gets one thing of a kind. */
export function getTool(name: string, kind: Kind): Tool {
  return tool(name, BY_ID, (shop, { id }) => shop[kind].answer(id))
}

/** The schema as the tool list shows it: what zod adds for its own use is left out. */
function published(input: z.ZodObject): Tool['inputSchema'] {
  const schema = z.toJSONSchema(input, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern
      delete jsonSchema.propertyNames
    },
  })
  return { ...(JSON.parse(JSON.stringify(schema)) as JsonObject), type: 'object' }
}

function told(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.length > 0 ? `${path.join('.').slice(0, 64)}: ` : ''}${message.slice(0, 200)}`)
    .join('; ')
}
