/** A tool’s definition as its server gives it: words of a stranger, shown as text alone. */
import { visible } from '../lib/visible.ts'
import { CategoryBadge, RiskBadge } from '../ui/badge.tsx'
import { CodeBlock } from '../ui/copy.tsx'

/** What is shown of a tool. */
export interface ShownTool {
  readonly name: string
  readonly definition: {
    readonly title?: string | undefined
    readonly description?: string | undefined
    readonly inputSchema?: unknown
  }
  readonly label: {
    readonly category: string
    readonly risk: string
    readonly reasons: readonly string[]
    readonly source: string
  }
  readonly flags: readonly string[]
}

const FLAGS: Readonly<Record<string, string>> = {
  'hidden-text': 'The definition hides text from people.',
  instructions: 'The definition gives orders to the model.',
}

/** Its risk with the reasons, its description, its arguments. */
export function ToolDefinition({ tool: { definition, label, flags } }: { readonly tool: ShownTool }) {
  const { title, description, inputSchema } = definition
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-3">
        <RiskBadge risk={label.risk.toLowerCase()} />
        <CategoryBadge category={label.category.toLowerCase()} />
        {label.source === 'reviewed' && <span className="text-ink-soft">labelled by hand</span>}
      </p>
      {flags.map((flag) => (
        <p key={flag} className="rounded-md bg-critical-soft px-2.5 py-1.5 text-critical">
          {FLAGS[flag] ?? flag}
        </p>
      ))}
      {label.reasons.length > 0 && (
        <ul className="list-disc pl-5 text-ink-soft">
          {label.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <div>
        <h3>In the server’s own words</h3>
        {title !== undefined && <p className="font-medium">{visible(title)}</p>}
        <p className="whitespace-pre-wrap text-ink-soft [overflow-wrap:anywhere]">
          {description === undefined ? 'It says nothing.' : visible(description, true)}
        </p>
      </div>
      {inputSchema !== undefined && (
        <div>
          <h3 className="mb-1">Arguments</h3>
          <CodeBlock
            text={visible(JSON.stringify(inputSchema, undefined, 2), true)}
            label="the schema of its arguments"
          />
        </div>
      )}
    </div>
  )
}
