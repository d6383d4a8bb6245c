import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bytesSource } from '#engine/io/files.ts'
import { hasSoundBounds } from './arrow-schema-bounds.ts'
import { ARROW_SCHEMA_KEY, readArrowSchema } from './arrow-schema.ts'
import { keyValue, readFooter, type ParquetFooter } from './footer.ts'

const fixtures = join(import.meta.dirname, '../../../test/fixtures')
const files = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.parquet'),
)

const footerOf = async (name: string): Promise<ParquetFooter> =>
  readFooter(bytesSource(new Uint8Array(readFileSync(join(fixtures, name))), name))
const messageOf = (footer: ParquetFooter) => Buffer.from(keyValue(footer, ARROW_SCHEMA_KEY)!, 'base64')

describe('an Arrow schema as pyarrow writes it is sound', () => {
  it.each(files)('%s', async (name) => {
    expect(hasSoundBounds(messageOf(await footerOf(name)))).toBe(true)
  })
})

describe('a damaged Arrow schema', () => {
  // Extension types, metadata of fields and of the schema, nested and fixed-size lists.
  const name = 'arrays_a/data/chunk-000/file-000.parquet'

  it.each([0x7fffffff, 0x00ffffff, 0xfffffff0])(
    'with 0x%x in any place is refused, or harmless',
    async (value) => {
      const footer = await footerOf(name)
      const message = messageOf(footer)
      let refused = 0
      for (let at = 0; at + 4 <= message.length; at += 4) {
        const damaged = Buffer.from(message)
        damaged.writeUInt32LE(value, at)
        // Without the check, the library would not be done with one of them before the test's time is up.
        const keyValues = [{ key: ARROW_SCHEMA_KEY, value: damaged.toString('base64') }]
        if (hasSoundBounds(damaged)) readArrowSchema({ ...footer, keyValues })
        else refused++
      }
      expect(refused).toBeGreaterThan(100)
      expect(refused).toBeLessThan(message.length / 4)
    },
  )

  it.each([0, 3, 7, 40, 1000])('of %i bytes is refused', async (length) => {
    expect(hasSoundBounds(messageOf(await footerOf(name)).subarray(0, length))).toBe(false)
  })
})
