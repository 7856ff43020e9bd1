/** What a tool's definition shows: the evidence for its label, and its parameters. */
import type { ParameterReport, ToolReport } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { CategoryTag } from '../components/badges.tsx'
import { Prose } from '../components/prose.tsx'
import { Scroll } from '../components/scroll.tsx'
import { Section } from '../components/section.tsx'

/** More parameters than these stand behind a fold. */
const SHOWN = 24

const SOURCE_TEXTS = {
  name: 'Name',
  title: 'Title',
  description: 'Description',
  schema: 'Schema',
  annotations: 'Annotations',
  siblings: 'Siblings',
  server: 'Server',
} as const

/** Evidence is written to stand within a sentence; here it stands alone. */
function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const Evidence: FC<{ readonly report: ToolReport }> = ({ report: { evidence, label } }) => (
  <ul class="evidence">
    {evidence.slice(0, 6).map(({ source, category, because }) => (
      <li>
        <span class="source">{SOURCE_TEXTS[source]}</span>
        <span>{capital(because)}</span>
        <CategoryTag category={category} />
      </li>
    ))}
    {label.reasons.map((reason) => (
      <li>
        <span class="source">Risk</span>
        <span>{capital(reason)}</span>
      </li>
    ))}
  </ul>
)

const Row: FC<{ readonly of: ParameterReport }> = ({ of: { name, type, required, remark } }) => (
  <tr>
    <th scope="row">
      <code>{name}</code>
    </th>
    <td>{type}</td>
    <td>{required ? 'required' : 'optional'}</td>
    <td>{remark === undefined ? null : <Prose of={remark} />}</td>
  </tr>
)

const Table: FC<{ readonly rows: readonly ParameterReport[]; readonly caption: string }> = ({ rows, caption }) => (
  <Scroll label={caption}>
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">Needed</th>
          <th scope="col">What it means for the risk</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row of={row} />
        ))}
      </tbody>
    </table>
  </Scroll>
)

const Parameters: FC<{ readonly of: readonly ParameterReport[] }> = ({ of }) => {
  if (of.length === 0) return <p>The catalogue knows no parameters of it.</p>
  const rest = of.length - SHOWN
  return (
    <>
      <Table
        rows={of.slice(0, SHOWN)}
        caption={of.length === 1 ? 'Its one parameter' : `Its ${of.length} parameters`}
      />
      {rest > 0 ? (
        <details>
          <summary>{rest} more parameters</summary>
          <p class="names">
            {of.slice(SHOWN).map(({ name }) => (
              <>
                <code>{name}</code>{' '}
              </>
            ))}
          </p>
        </details>
      ) : null}
    </>
  )
}

/** The section “from the tool's definition”. */
export const Definition: FC<{ readonly report: ToolReport }> = ({ report }) => (
  <Section id="definition" title="From the tool’s definition">
    {report.evidence.length + report.label.reasons.length === 0 ? (
      <p>Nothing in its definition speaks for a category.</p>
    ) : (
      <Evidence report={report} />
    )}
    {report.described ? (
      <p class="note">
        More than is shown here went into the label: the catalogue keeps no descriptions of others, but read this one.
      </p>
    ) : null}
    <Parameters of={report.parameters} />
  </Section>
)
