/** What servers say of their tools, used to let calls pass. */
import type { Draft, FindingKind } from '../finding.ts'
import type { Subject } from '../subject.ts'

export const serverHints: FindingKind = {
  code: 'server_hints',
  severity: 'warning',
  title: 'A server’s own word opens the way',
  why: 'Annotations such as `readOnlyHint` are hints of the server about itself (MCP, ToolAnnotations): a server that is not trusted can say anything. Use them to refuse or to ask. What a tool can do is told by its label: `tool.category`, `tool.risk`, `classes`.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'allow',
      all_tools: {
        require: [{ conditions: [{ path: 'tool.annotations.readOnlyHint', op: 'eq', value: true }] }],
      },
    },
    mended: {
      version: '1',
      default: 'allow',
      all_tools: { require: [{ conditions: [{ path: 'tool.category', op: 'eq', value: 'read' }] }] },
    },
  },
}

function find({ guards }: Subject): readonly Draft[] {
  return guards.flatMap(({ path, comparison, opens }) => {
    if (!opens || !comparison.path.startsWith('tool.annotations')) return []
    const message = `calls pass because of ${comparison.path}, which the server says of itself`
    return [{ path: [...path, 'path'], message, remedy: 'Go by tool.category or tool.risk, or use "classes".' }]
  })
}
