/** The JSON Schema of policy documents, for editors and other tools. */
import * as z from 'zod'
import { policySchema } from './policy-schema.ts'

/** JSON Schema (draft 2020-12) of a policy document, made from the schema that checks it. */
export function policyJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(policySchema, { io: 'input' })
}
