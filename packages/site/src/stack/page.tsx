/** The page of a stack. */
import { queryOfSlugs, type StackReport } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { CodeBlock } from '../components/code-block.tsx'
import { Trail } from '../components/section.tsx'
import { Page } from '../layout/page.tsx'
import type { SiteOptions } from '../options.ts'
import { pathOf } from '../paths.ts'
import { PasteForm, PickForm, type PickProps } from './forms.tsx'
import { StackSections } from './report.tsx'

/** Properties of the page. */
export interface StackPageProps {
  readonly options: SiteOptions
  readonly pick: PickProps
  /** Absent where nothing is chosen. */
  readonly report: StackReport | undefined
  /** Slugs of the stack that a link can hold. */
  readonly slugs: readonly string[]
  readonly missing: readonly string[]
  /** How many members no link can hold. */
  readonly unlinked: number
  /** Where the browser finds the reader of configurations; absent where it was not built. */
  readonly reader: string | undefined
  readonly problem?: string | undefined
}

const DESCRIPTION =
  'Everything your agents can call: paste a client’s configuration or pick servers, see toxic combinations and get one policy a server.'

const Share: FC<Pick<StackPageProps, 'options' | 'slugs' | 'unlinked'>> = ({ options, slugs, unlinked }) =>
  slugs.length === 0 ? null : (
    <div class="share">
      <CodeBlock id="share" title="A link to this stack" text={`${options.origin}/stack?${queryOfSlugs(slugs)}`} />
      <p class="muted">
        It names servers of the catalogue and nothing else: no settings, no secrets.
        {unlinked === 0
          ? ''
          : ` ${unlinked === 1 ? 'One server is' : `${unlinked} servers are`} not in the catalogue, and not in the link.`}
      </p>
      <p class="needs-js">
        <button type="button" class="button" data-keep={slugs.join(',')}>
          Keep as my stack
        </button>
      </p>
    </div>
  )

const Forms: FC<StackPageProps> = ({ options, pick, reader, problem }) =>
  options.written === true ? (
    <p class="note">
      This copy of the catalogue is a set of files: nobody here can judge a stack. Run <code>npx portcullis scan</code>{' '}
      on your machine, or open this page on a Portcullis of your own.
    </p>
  ) : (
    <div class="stack-forms">
      {reader === undefined ? null : <PasteForm reader={reader} problem={problem} />}
      <PickForm {...pick} />
    </div>
  )

/** The page: forms alone, or a report and the forms to change it. */
export const StackPage: FC<StackPageProps> = (props) => {
  const { options, report, slugs, missing, unlinked } = props
  const title = report === undefined ? 'What can your agents do together?' : 'Your stack'
  return (
    <Page
      options={options}
      head={{ title, description: DESCRIPTION, ref: { page: 'stack' }, scripts: ['stack.js'] }}
      at="stack"
    >
      <header class="page-head">
        <Trail steps={[{ text: 'Catalogue', href: pathOf({ page: 'home' }) }]} />
        <h1>{title}</h1>
        {report === undefined ? (
          <p class="lead">
            Agents use all their servers at once. See everything yours can call, which tools are worse together than
            alone, and the policy for each server.
          </p>
        ) : null}
        <p class="needs-js" hidden data-my-stack>
          <a class="button" href="/stack">
            Open my stack
          </a>
        </p>
      </header>
      {missing.length === 0 ? null : (
        <p class="note">
          Not in the catalogue (any more): {missing.map((slug, at) => [at === 0 ? '' : ', ', <code>{slug}</code>])}.
        </p>
      )}
      {report === undefined ? null : <StackSections report={report} />}
      {report === undefined ? null : <Share options={options} slugs={slugs} unlinked={unlinked} />}
      <Forms {...props} />
    </Page>
  )
}
