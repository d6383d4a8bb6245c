import { expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from './contract.ts'
import { mergeOptionsSchema } from './plan.ts'

/** As much of a JSON schema as says how large a value may be. */
interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly maxLength?: number
  readonly maxItems?: number
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly propertyNames?: JsonSchema
  readonly additionalProperties?: JsonSchema | false
}

/** Where a value of this shape may grow without an end. Counts of a record's keys cannot be seen here. */
function boundless(schema: JsonSchema, at: string): string[] {
  const { items, anyOf = [], properties = {}, propertyNames, additionalProperties } = schema
  const isBounded =
    schema.type === 'string'
      ? schema.maxLength !== undefined ||
        schema.enum !== undefined ||
        schema.const !== undefined ||
        schema.format === 'uuid' ||
        // A pattern without repetition has a length of its own.
        (schema.pattern !== undefined && !/[*+]|,\}/.test(schema.pattern))
      : schema.type !== 'array' || schema.maxItems !== undefined
  return [
    ...(isBounded ? [] : [at]),
    ...anyOf.flatMap((each) => boundless(each, at)),
    ...(items === undefined ? [] : boundless(items, `${at}[]`)),
    ...Object.entries(properties).flatMap(([key, value]) => boundless(value, `${at}.${key}`)),
    ...(propertyNames === undefined ? [] : boundless(propertyNames, `${at} keys`)),
    ...(typeof additionalProperties === 'object' ? boundless(additionalProperties, `${at}.*`) : []),
  ]
}

it('every text and array of an input is bounded', () => {
  const inputs = Object.entries(contract).map(([name, { input }]) => {
    const schema = z.toJSONSchema(input, { io: 'input', reused: 'inline' })
    return boundless(schema as JsonSchema, name)
  })
  expect(inputs.flat()).toEqual([])
  expect(boundless({ type: 'array', items: { type: 'string' } }, 'both')).toEqual(['both', 'both[]'])
})

it('tasks that are renamed are counted', () => {
  const renameTasks = Object.fromEntries(Array.from({ length: 100_001 }, (_, i) => [`${i}`, 'x']))
  expect(mergeOptionsSchema.safeParse({ renameTasks }).success).toBe(false)
})
