import { expect, test } from 'vitest'
import { metadataText } from './metadata-text.ts'

test('JSON is laid out, anything else stays', () => {
  expect(metadataText('{"info":{"a":1}}')).toBe('{\n  "info": {\n    "a": 1\n  }\n}')
  expect(metadataText('{"info": cut…')).toBe('{"info": cut…')
  expect(metadataText(' plain ')).toBe(' plain ')
})
