import fc from 'fast-check'

/** One way of damaging a stretch of bytes. `at` and lengths are bytes of the stretch, taken modulo what is there. */
export type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | {
      readonly kind: 'integer'
      readonly at: number
      readonly width: 1 | 2 | 4 | 8
      readonly value: bigint
      readonly littleEndian: boolean
    }
  | { readonly kind: 'varint'; readonly at: number; readonly bytes: number; readonly replaces: boolean }
  | { readonly kind: 'insert'; readonly at: number; readonly payload: readonly number[] }
  | { readonly kind: 'truncate'; readonly at: number }
  | { readonly kind: 'remove'; readonly at: number; readonly length: number }
  | { readonly kind: 'duplicate'; readonly at: number; readonly length: number }
  | { readonly kind: 'splice'; readonly at: number; readonly from: number; readonly length: number }

/** Where counts, lengths and signs change their meaning. */
const extremes = [
  ...[0n, 1n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0xffffn, 0x10000n, 0xffffffn],
  ...[0x7fffffffn, 0x80000000n, 0xfffffff0n, 0xffffffffn],
  ...[1n << 32n, 1n << 53n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n],
]
const widths = [1, 2, 4, 8] as const

const hugeVarint = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]
/** Fields that a reader of Thrift does not know and has to skip: containers that claim more than there is, and deep ones. */
const payloads: readonly (readonly number[])[] = [
  ...[0x11, 0x33, 0x55, 0x77, 0x88, 0xbb, 0xcc].map((types) => [0xfb, ...hugeVarint, types]),
  ...[0x01, 0x07, 0x08, 0x09, 0x0c].flatMap((type) => [
    [0xf9, 0xf0 | type, ...hugeVarint],
    [0xfa, 0xf0 | type, ...hugeVarint],
  ]),
  [0xf8, ...hugeVarint],
  [0xf7, 0],
  Array<number>(200).fill(0x1c),
  Array<number>(200).fill(0x19),
]

const at = fc.nat(1 << 24)
const length = fc.oneof(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 4096 }))

const one: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('flip' as const), at, bit: fc.nat(7) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('integer' as const),
      at,
      width: fc.constantFrom(...widths),
      value: fc.constantFrom(...extremes),
      littleEndian: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('varint' as const),
      at,
      bytes: fc.integer({ min: 2, max: 11 }),
      replaces: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('insert' as const), at, payload: fc.constantFrom(...payloads) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('truncate' as const), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), at, length }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('duplicate' as const), at, length }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('splice' as const), at, from: at, length }) },
)

/** `count` lists of one to three mutations, always the same ones for a seed. */
export function sampled(seed: number, count: number): Mutation[][] {
  return fc.sample(fc.array(one, { minLength: 1, maxLength: 3 }), { seed, numRuns: count })
}

/** Extreme integers at every place of `byteLength` bytes in turn; only each `stride`-th of these mutations. */
export function* sweep(byteLength: number, stride: number): Generator<Mutation[]> {
  let number = 0
  for (let at = 0; at < byteLength; at++) {
    for (const width of widths) {
      for (const value of extremes) {
        if (value >> BigInt(8 * width) !== 0n) continue
        if (number++ % stride === 0)
          yield [{ kind: 'integer', at, width, value, littleEndian: number % 2 === 0 }]
      }
    }
  }
}

/** The stretch with the mutations made, one after the other; as long as before unless they say otherwise. */
export function mutated(stretch: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  return mutations.reduce<Uint8Array>((bytes, mutation) => apply(bytes, mutation), stretch.slice())
}

function apply(bytes: Uint8Array, mutation: Mutation): Uint8Array {
  if (bytes.length === 0) return bytes
  const at = mutation.at % bytes.length
  switch (mutation.kind) {
    case 'flip':
      bytes[at]! ^= 1 << mutation.bit
      return bytes
    case 'integer':
      for (let i = 0; i < mutation.width && at + i < bytes.length; i++) {
        const place = mutation.littleEndian ? i : mutation.width - 1 - i
        bytes[at + i] = Number((mutation.value >> BigInt(8 * place)) & 0xffn)
      }
      return bytes
    case 'varint': {
      const varint = new Uint8Array(mutation.bytes).fill(0xff)
      // Without its top bit a byte is the last.
      varint[varint.length - 1] = 0x7f
      return joined(bytes.subarray(0, at), varint, bytes.subarray(mutation.replaces ? at + 1 : at))
    }
    case 'insert':
      return joined(bytes.subarray(0, at), new Uint8Array(mutation.payload), bytes.subarray(at))
    case 'truncate':
      return bytes.subarray(0, at)
    case 'remove':
      return joined(bytes.subarray(0, at), bytes.subarray(at + mutation.length))
    case 'duplicate':
      return joined(bytes.subarray(0, at + mutation.length), bytes.subarray(at))
    case 'splice': {
      const from = mutation.from % bytes.length
      bytes.copyWithin(at, from, from + mutation.length)
      return bytes
    }
  }
}

/** Bytes put one behind the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
