/** What a policy says of itself, and of everything beside tools. */
import { own } from '@portcullis/engine'
import { useBuilder } from '../form/builder-context.tsx'
import { ObjectForm } from '../form/object-form.tsx'
import { DOCUMENT_SHAPE, type ObjectShape } from '../model/shape.ts'
import { resultSentences } from '../words/rule-words.ts'
import { Section } from './section.tsx'

/** Keys that have a place of their own. */
const TOOLS = ['tools', 'classes', 'all_tools', 'version', '$schema']
const BESIDE = ['resources', 'prompts', 'elicitation', 'sampling', 'roots', 'methods']
const RESULTS = ['results']
const HIDDEN = ['hide']

const only = (keys: readonly string[]): ObjectShape => ({
  ...DOCUMENT_SHAPE,
  fields: DOCUMENT_SHAPE.fields.filter(({ key }) => keys.includes(key)),
})

const SETTINGS: ObjectShape = {
  ...DOCUMENT_SHAPE,
  fields: DOCUMENT_SHAPE.fields.filter(({ key }) => ![...TOOLS, ...BESIDE, ...RESULTS, ...HIDDEN].includes(key)),
}
/** Keys of other sections: they are known, and not shown twice. */
const ELSEWHERE = [...TOOLS, ...BESIDE, ...RESULTS, ...HIDDEN]

/** What holds for everything else, the zone of time, shadow; and keys that the language does not have. */
export function Settings() {
  const { document } = useBuilder()
  const says = [
    own(document, 'default') === 'allow' ? 'everything else is allowed' : 'everything else is refused',
    ...(own(document, 'mode') === 'shadow' ? ['only recorded'] : []),
  ]
  return (
    <Section title="Settings" says={says.join(', ')}>
      <ObjectForm place={[]} object={SETTINGS} elsewhere={ELSEWHERE} />
    </Section>
  )
}

/** Resources, prompts, and what servers ask of clients. */
export function BesideTools() {
  const { document } = useBuilder()
  const present = BESIDE.filter((key) => Object.hasOwn(document, key))
  return (
    <Section
      title="Resources, prompts and what servers ask"
      says={present.length === 0 ? `as everything else` : present.join(', ')}
    >
      <ObjectForm place={[]} object={only(BESIDE)} elsewhere={Object.keys(document)} />
    </Section>
  )
}

/** What holds for the results of every call. */
export function EveryResult() {
  const { document } = useBuilder()
  const says = resultSentences(own(document, 'results'), []).map(({ text }) => text)
  return (
    <Section title="Results of every call" says={says[0] ?? 'pass as they are'}>
      <ObjectForm place={[]} object={only(RESULTS)} elsewhere={Object.keys(document)} />
    </Section>
  )
}

/** Names that are not to be seen. */
export function HiddenNames() {
  const { document } = useBuilder()
  const count = Array.isArray(document['hide']) ? document['hide'].length : 0
  return (
    <Section title="Hidden names" says={count === 0 ? 'none' : `${count}`}>
      <ObjectForm place={[]} object={only(HIDDEN)} elsewhere={Object.keys(document)} />
    </Section>
  )
}
