/** What the tool's server says of it, and what of its arguments: words of a stranger. */
import { visible } from '../../../lib/visible.ts'
import { Panel } from '../../../ui/page.tsx'
import { isList, isObject, type Json, memberOf, parseJson } from '../narrow/json.ts'

/** Shows it; nothing where nothing is known. @param definition JSON text */
export function ToolPanel({ definition }: { readonly definition: string | undefined }) {
  const tool = definition === undefined ? undefined : parseJson(definition)
  if (!isObject(tool)) return null
  const schema = memberOf(tool, 'inputSchema')
  const properties = memberOf(schema, 'properties')
  const required = memberOf(schema, 'required')
  const description = textOf(memberOf(tool, 'description'))
  return (
    <Panel title="The tool, in its server’s words">
      <p className="max-h-48 overflow-y-auto whitespace-pre-wrap text-ink-soft [overflow-wrap:anywhere]">
        {description === '' ? 'It says nothing.' : visible(description, true)}
      </p>
      {isObject(properties) && (
        <dl className="mt-3 grid grid-cols-1 gap-2">
          {Object.entries(properties).map(([name, shape]) => (
            <div key={name} className="min-w-0">
              <dt className="[overflow-wrap:anywhere]">
                <code className="font-semibold">{visible(name)}</code>{' '}
                <span className="text-[0.92rem] text-ink-soft">
                  {visible(typeWords(shape))}
                  {isList(required) && required.includes(name) && ', needed'}
                </span>
              </dt>
              <dd className="text-[0.95rem] text-ink-soft [overflow-wrap:anywhere]">
                {visible(textOf(memberOf(shape, 'description')))}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  )
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

function typeWords(shape: Json): string {
  const type = memberOf(shape, 'type')
  if (typeof type === 'string') return type
  return isList(type) ? type.filter((one) => typeof one === 'string').join(' or ') : 'of any kind'
}
