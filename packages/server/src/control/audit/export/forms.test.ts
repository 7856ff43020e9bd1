import { expect, it } from 'vitest'
import type { DecisionView } from '../decision-view.ts'
import { EXPORT_FORMS } from './forms.ts'

const DECISION: DecisionView = {
  ...{ id: 'q1', at: 0, grant: 'grt_1', server: 'bank', method: 'tools/call', tool: 'pay', effect: 'deny' },
  ...{ code: 'approval_pending', approval: { id: 'apr_1', state: 'pending', narrowed: false } },
  ...{ redacted: 0, warned: false, micros: 1, upstream_micros: 0, own_micros: 0, count: 1 },
}
const { approval: _, ...NOBODY_ASKED } = DECISION
const NARROWED: DecisionView = {
  ...NOBODY_ASKED,
  ...{ id: 'q2', effect: 'allow', approval: { id: 'apr_1', state: 'consumed', narrowed: true } },
}

const exported = (form: keyof typeof EXPORT_FORMS, view: DecisionView): string =>
  EXPORT_FORMS[form].record({ of: 'decisions', organisation: 'acme', view })

it('tells the question to people in JSON Lines', () => {
  expect(JSON.parse(exported('jsonl', NARROWED))).toMatchObject({ approval: NARROWED.approval })
  expect(exported('jsonl', NOBODY_ASKED)).not.toContain('approval"')
})

it('tells it in columns of CSV', () => {
  const names = EXPORT_FORMS.csv.head('decisions').trimEnd().split(',')
  const cells = (view: DecisionView) => exported('csv', view).trimEnd().split(',')
  const asked = (view: DecisionView) =>
    ['approval', 'approval_state', 'approval_narrowed', 'count'].map((name) => cells(view)[names.indexOf(name)])
  expect(asked(DECISION)).toEqual(['apr_1', 'pending', 'false', '1'])
  expect(asked(NARROWED)).toEqual(['apr_1', 'consumed', 'true', '1'])
  expect(asked(NOBODY_ASKED)).toEqual(['', '', '', '1'])
})

it('tells it in keys of CEF', () => {
  const [id, state] = ['cs5Label=approval cs5=apr_1', 'flexString1Label=approvalState flexString1=consumed']
  expect(exported('cef', NARROWED)).toContain(`${id} ${state} flexString2Label=approvalNarrowed flexString2=true`)
  expect(exported('cef', NOBODY_ASKED)).not.toContain('cs5')
  expect(exported('cef', NOBODY_ASKED)).not.toContain('flexString')
})

it('tells it in attributes of OTLP', () => {
  const attributesOf = (view: DecisionView) =>
    JSON.parse(exported('otlp', view)).resourceLogs[0].scopeLogs[0].logRecords[0].attributes
  expect(attributesOf(DECISION)).toEqual(
    expect.arrayContaining([
      { key: 'portcullis.approval', value: { stringValue: 'apr_1' } },
      { key: 'portcullis.approval_state', value: { stringValue: 'pending' } },
      { key: 'portcullis.approval_narrowed', value: { boolValue: false } },
    ]),
  )
  expect(JSON.stringify(attributesOf(NOBODY_ASKED))).not.toContain('portcullis.approval')
})
