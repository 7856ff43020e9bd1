/** How to control a tool: the policy to paste, what it means, and how to put it in force. */
import type { ControlReport, ToolReport } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { CodeBlock, PolicyBlock } from '../components/code-block.tsx'
import { Prose } from '../components/prose.tsx'
import { Section } from '../components/section.tsx'

const Steps: FC<{ readonly of: ControlReport['steps'] }> = ({ of }) => (
  <ol class="steps">
    {of.map(({ title, text, code }, at) => (
      <li>
        <h3>{title}</h3>
        <p>
          <Prose of={text} />
        </p>
        {code === undefined ? null : (
          <CodeBlock id={`step-${at + 1}`} title={/^https?:/.test(code) ? 'Address' : 'portcullis.yaml'} text={code} />
        )}
      </li>
    ))}
  </ol>
)

/** The section “how to control it”. */
export const Control: FC<{ readonly report: ToolReport }> = ({ report: { control, tool } }) => (
  <Section id="control" title={`How to control ${tool.name}`}>
    <p>
      <Prose of={control.means} />
    </p>
    <PolicyBlock id="policy" policy={control.policy} />
    <p class="actions needs-js">
      <button type="button" class="button button-primary" data-copy="policy">
        {control.button}: copy the policy
      </button>
    </p>
    <Steps of={control.steps} />
  </Section>
)

/** Policies for neighbouring needs, folded. */
export const RelatedPolicies: FC<{ readonly policies: ToolReport['relatedPolicies'] }> = ({ policies }) =>
  policies.length === 0 ? null : (
    <>
      <h3>Policies for neighbouring needs</h3>
      {policies.map(({ title, policy }, at) => (
        <details>
          <summary>{title}</summary>
          <PolicyBlock id={`related-${at + 1}`} policy={policy} title={title} />
        </details>
      ))}
    </>
  )
