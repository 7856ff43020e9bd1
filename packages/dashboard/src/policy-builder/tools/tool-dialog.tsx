/** The rule of one tool. */
import { pathsAt } from '../../policy-editor/suggestions.ts'
import { CategoryBadge, RiskBadge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useBuilder } from '../form/builder-context.tsx'
import { firstQuestion } from '../form/condition-form.tsx'
import { type Governing, governingIn } from '../model/governing.ts'
import { put } from '../model/place.ts'
import { clearTools, keyOf, setToolStates } from '../model/tool-edits.ts'
import { RuleEditor } from '../rule/rule-editor.tsx'
import { StateChoice } from '../rule/state-buttons.tsx'

/** Shows it: what it is, what holds for it, and its rule where it has one. */
export function ToolDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { document, edit, tools, locked } = useBuilder()
  const tool = tools.find((each) => each.name === name)
  const governing = governingIn(document)({ name, label: tool?.label })
  const place = ['tools', keyOf(document, name)]
  const states = (
    <StateChoice
      label={`What holds for ${name}`}
      locked={locked}
      state={governing.state}
      onChoose={(state) => edit(setToolStates(document, [name], state), `= ${name}`)}
    />
  )
  const begin = (): void => {
    const shown = setToolStates(document, [name], 'allow')
    edit(put(shown, place, { deny_if: [{ conditions: [firstQuestion(pathsAt(place, tools))] }] }), `= ${name}`)
  }
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={<span className="font-mono break-all">{name}</span>}
      description={
        <span className="line-clamp-3 break-words">{tool?.description || 'Its server says nothing of it.'}</span>
      }
      actions={
        <>
          {governing.by === 'entry' && !locked && (
            <Button kind="quiet" onClick={() => edit(clearTools(document, [name]), `= ${name}`)}>
              No rule of its own
            </Button>
          )}
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {tool?.label !== undefined && (
          <p className="flex flex-wrap items-center gap-3">
            <CategoryBadge category={tool.label.category} />
            <RiskBadge risk={tool.label.risk} />
            <span className="text-ink-soft">
              {tool.label.source === 'reviewed' ? 'An operator reviewed it.' : 'Derived from its definition.'}
            </span>
          </p>
        )}
        {governing.by === 'entry' ? (
          <RuleEditor key={name} place={place} states={states} />
        ) : (
          <>
            {states}
            <p>{becauseOf(governing)}</p>
            {!locked && (
              <div>
                <Button onClick={begin}>Write a rule with conditions</Button>
              </div>
            )}
          </>
        )}
      </div>
    </Dialog>
  )
}

function becauseOf({ by, places }: Governing): string {
  const [place] = places
  if (by === 'hide')
    return `It is hidden: ${place?.[1] === undefined ? 'by name' : 'it stands among the hidden names'}.`
  if (by === 'pattern') return `The pattern ${String(place?.[1])} holds for it. A rule of its own takes its place.`
  if (by === 'class') return `The class ${String(place?.[1])} holds for it. A rule of its own takes its place.`
  return 'No rule names it: what holds for everything else holds for it.'
}
