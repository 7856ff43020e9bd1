/** Promises about what is not a tool, about several documents, and about what is judged before rules are asked. */
import type { Row } from './requirements.ts'

/** By id. */
export const SURFACES: readonly Row[] = [
  ['surfaces.lists', 'guide 14', 'Lists of resources, templates and prompts hold what the policy lets a client use.'],
  ['surfaces.items', 'guide 14', 'A resource or prompt that the policy refuses is never asked of its server.'],
  ['surfaces.hidden', 'guide 14', 'What is hidden is answered as what the server does not have.'],
  ['surfaces.methods', 'guide 14', 'Other methods go by their names, and unknown ones pass only where they are named.'],
  [
    'surfaces.questions',
    'guide 14',
    'What a server asks of a client is judged wherever it travels, and answered if refused.',
  ],
  [
    'surfaces.open-streams',
    'docs/guide/05-beyond-tools.md',
    'What a server sends by itself is judged by the policy as it is now, however long ago the stream was opened.',
  ],
  ['surfaces.offer', 'guide 14', 'What would be refused in any case is not offered to a server.'],
  ['surfaces.tasks', 'MCP 2025-11-25, tasks', 'A task is known to the grant whose call began it, and to nobody else.'],
  ['documents.baseline', 'guide 14', 'A baseline holds over every policy: the most restrictive answer counts.'],
  ['documents.shadow', 'guide 14', 'A draft is judged, counted apart and recorded, and never stands in the way.'],
  ['arguments.schema', 'guide 14', 'Arguments that rules read have to fit the tool’s own schema.'],
  ['arguments.defaults', 'guide 14', 'An absent argument is judged as the default that the tool’s schema gives it.'],
  ['arguments.input', 'guide 14', 'Rules read what a client answers to a server’s questions.'],
  [
    'arguments.asked',
    'docs/guide/05-beyond-tools.md',
    'Where rules read such answers, one to a question that the server did not ask in this call is refused.',
  ],
  [
    'arguments.unknown',
    'docs/decisions/0032-no-definition-no-call.md',
    'Arguments that rules read are not judged without the tool’s definition: the call is refused, and not counted.',
  ],
]
