import { describe, expect, it } from 'vitest'
import { box, u32, u64 } from './box-writer.ts'
import { boxHeader, boxOver, childBoxes, entryCount, findBox, requireBox, type Box } from './boxes.ts'

const ascii = (text: string) => Buffer.from(text, 'latin1')

function parse(bytes: Uint8Array): Box {
  const header = boxHeader(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length)
  return boxOver('a.mp4', header!, bytes)
}

describe('boxes', () => {
  it('walks children and finds a box by its way down', () => {
    const moov = parse(box('moov', box('mvhd', u32(1)), box('trak', box('tkhd', u32(7)))))
    expect([...childBoxes(moov)].map(({ type }) => type)).toEqual(['mvhd', 'trak'])
    expect(findBox(moov, 'trak', 'tkhd')?.body.getUint32(0)).toBe(7)
    expect(findBox(moov, 'mdia', 'minf')).toBeUndefined()
    expect(() => requireBox(moov, 'trak', 'mdia')).toThrow('no trak/mdia in moov')
  })

  it('reads a 64-bit size, and a size of 0 as "to the end"', () => {
    const long = Buffer.concat([u32(1), ascii('wide'), u64(20), u32(9)])
    const last = Buffer.concat([u32(0), ascii('last'), u32(3, 4)])
    const children = [...childBoxes(parse(box('moov', long, last)))]
    expect(children.map(({ type, body }) => [type, body.byteLength])).toEqual([
      ['wide', 4],
      ['last', 8],
    ])
  })

  it.each([
    ['longer than its parent', Buffer.concat([u32(100), ascii('free')])],
    ['shorter than its own header', Buffer.concat([u32(7), ascii('free')])],
    ['with a 64-bit size that is cut off', Buffer.concat([u32(1), ascii('free')])],
    ['with an absurd 64-bit size', Buffer.concat([u32(1), ascii('free'), u32(0xffffffff, 0xffffffff)])],
    ['with a 64-bit size below its header', Buffer.concat([u32(1), ascii('free'), u64(15)])],
  ])('refuses a box %s', (_, child) => {
    expect(() => [...childBoxes(parse(box('moov', child)))]).toThrow('a box at byte 0 of moov does not fit')
  })

  it('passes over the four zeros that close a QuickTime list', () => {
    expect([...childBoxes(parse(box('udta', box('name'), u32(0))))]).toHaveLength(1)
  })

  it('checks a count against the table that follows it', () => {
    const table = (count: number) => parse(box('stco', u32(0, count, 10, 20)))
    expect(entryCount(table(2), 4, 4)).toBe(2)
    expect(() => entryCount(table(3), 4, 4)).toThrow('stco states 3 entries and has room for 2')
    expect(() => entryCount(table(0xffffffff), 4, 4)).toThrow('states 4294967295 entries')
    expect(() => entryCount(parse(box('stco', u32(0))), 4, 4)).toThrow(
      'stco has 4 bytes, expected at least 8',
    )
  })
})
