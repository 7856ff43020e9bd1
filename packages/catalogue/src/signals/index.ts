/** All signals, in the order in which they are asked. */
import { annotations } from './annotations.ts'
import { http } from './http.ts'
import { lead } from './lead.ts'
import { noun } from './noun.ts'
import { operations } from './operations.ts'
import { schema } from './schema.ts'
import { siblings } from './siblings.ts'
import type { Signal } from './signal.ts'
import { verb } from './verb.ts'
import { wording } from './wording.ts'

/** Every signal; the order decides nothing. */
export const SIGNALS: readonly Signal[] = [verb, noun, lead, wording, http, schema, operations, annotations, siblings]
