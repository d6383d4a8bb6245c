import { logicalName, type SchemaNode } from './schema.ts'
import { parquetType, typeText } from './type-tree.ts'
import type { LeafValues } from './leaf.ts'

/** Characters of a cell that are shown. */
export const MAX_CHARACTERS = 200
/** Bytes of a binary value that are shown. */
const SHOWN_BYTES = 16

/** Writes present value number `i` of a leaf. */
export type ValueText = (values: LeafValues, i: number) => string

/** Chooses how the values of a leaf are written, by its logical type. */
export function valueText(leaf: SchemaNode): ValueText {
  const type = typeText(parquetType({ ...leaf, repetition: 'REQUIRED' }))
  const [, name = type, detail = ''] = /^([a-z0-9]+)[[(]?(.*?)[\])]?$/.exec(type) ?? []
  if (leaf.type === 'INT96') return (values, i) => timestamp96(bytesAt(values, i))
  if (['STRING', 'JSON', 'ENUM'].includes(logicalName(leaf) ?? ''))
    return (values, i) => textOf(bytesAt(values, i))
  if (logicalName(leaf) === 'UUID') return (values, i) => uuid(bytesAt(values, i))
  if (name === 'bool') return (values, i) => (integerAt(values, i) === 0n ? 'false' : 'true')
  if (name === 'float') return (values, i) => floatText(numberAt(values, i))
  if (name === 'halffloat') return (values, i) => floatText(halfFloat(bytesAt(values, i)))
  if (name === 'double') return (values, i) => String(numberAt(values, i))
  if (name.startsWith('decimal')) return (values, i) => decimal(values, i, Number(detail.split(', ')[1]))
  if (name === 'date32') return (values, i) => date(integerAt(values, i))
  if (name.startsWith('time32') || name.startsWith('time64'))
    return (values, i) => timeOfDay(nanoseconds(integerAt(values, i), detail))
  if (name === 'timestamp') {
    const [unit = 'us', zone] = detail.split(', ')
    return (values, i) =>
      `${instant(nanoseconds(integerAt(values, i), unit))}${zone === undefined ? '' : 'Z'}`
  }
  if (name.startsWith('uint')) {
    const bits = leaf.type === 'INT64' ? 64 : 32
    return (values, i) => String(BigInt.asUintN(bits, integerAt(values, i)))
  }
  if (leaf.type === 'INT32' || leaf.type === 'INT64') return (values, i) => String(integerAt(values, i))
  return (values, i) => binaryText(bytesAt(values, i))
}

/** Cuts a text to what a cell shows, not between the halves of a character. */
export function shortened(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text
  return `${text.slice(0, MAX_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** A string inside a list or struct. */
export function quotedText(text: string): string {
  return JSON.stringify(text)
}

function integerAt(values: LeafValues, i: number): bigint {
  return 'kind' in values ? 0n : BigInt(values[i] ?? 0)
}

function numberAt(values: LeafValues, i: number): number {
  return 'kind' in values ? Number.NaN : Number(values[i] ?? Number.NaN)
}

function bytesAt(values: LeafValues, i: number): Buffer {
  if (!('kind' in values)) return Buffer.alloc(0)
  const { buffer, byteOffset } = values.bytes
  const [start, end] =
    values.kind === 'bytes'
      ? [values.offsets[i] ?? 0, values.offsets[i + 1] ?? 0]
      : [i * values.width, (i + 1) * values.width]
  return Buffer.from(buffer, byteOffset + start, end - start)
}

function textOf(bytes: Buffer): string {
  // A character has four bytes at most; more than is shown, so that it is seen to be cut.
  return bytes.toString('utf8', 0, Math.min(bytes.length, 4 * MAX_CHARACTERS + 4))
}

/** `b"\x89PNG…" 1234 bytes`, as Python writes them. */
function binaryText(bytes: Buffer): string {
  const shown = Array.from(bytes.subarray(0, SHOWN_BYTES), byteText).join('')
  const more = bytes.length > SHOWN_BYTES ? '…' : ''
  return `b"${shown}${more}" ${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}`
}

function byteText(byte: number): string {
  const named: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' }
  const isPrintable = byte >= 0x20 && byte < 0x7f
  return named[byte] ?? (isPrintable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)
}

/** The shortest decimal that is the same 32-bit number: 0.1, not 0.10000000149011612. */
function floatText(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return Number.isFinite(value) ? String(Number(value.toPrecision(9))) : String(value)
}

function halfFloat(bytes: Buffer): number {
  const bits = bytes.length >= 2 ? bytes.readUInt16LE(0) : 0
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  const sign = bits & 0x8000 ? -1 : 1
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}

function decimal(values: LeafValues, i: number, scale: number): string {
  const unscaled = 'kind' in values ? signedBigEndian(bytesAt(values, i)) : integerAt(values, i)
  if (scale <= 0) return String(unscaled)
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

function signedBigEndian(bytes: Buffer): bigint {
  // The longest decimal, of 76 digits, has 32 bytes.
  const hex = bytes.subarray(0, 64).toString('hex')
  return hex === '' ? 0n : BigInt.asIntN(hex.length * 4, BigInt(`0x${hex}`))
}

function uuid(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

const NANOSECONDS_A_DAY = 86_400_000_000_000n
const unitNanoseconds: Readonly<Record<string, bigint>> = {
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1000n,
  ns: 1n,
}

function nanoseconds(value: bigint, unit: string): bigint {
  return value * (unitNanoseconds[unit] ?? 1n)
}

function date(days: bigint): string {
  const time = new Date(Number(days) * 86_400_000)
  return Number.isNaN(time.getTime()) ? `day ${days}` : time.toISOString().slice(0, -14)
}

function timeOfDay(time: bigint): string {
  const seconds = time / 1_000_000_000n
  const two = (part: bigint): string => String(part).padStart(2, '0')
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${fraction(time)}`
}

/** Nothing, or as many of nine digits as are needed, by threes. */
function fraction(time: bigint): string {
  const digits = String(time % 1_000_000_000n).padStart(9, '0')
  const short = digits.replace(/(?:000){1,3}$/, '')
  return short === '' ? '' : `.${short}`
}

/** Nanoseconds since 1970 as `2026-11-23 15:04:05.123`. */
function instant(time: bigint): string {
  const sinceMidnight = ((time % NANOSECONDS_A_DAY) + NANOSECONDS_A_DAY) % NANOSECONDS_A_DAY
  return `${date((time - sinceMidnight) / NANOSECONDS_A_DAY)} ${timeOfDay(sinceMidnight)}`
}

/** Old timestamps: nanoseconds of the day and a Julian day. */
function timestamp96(bytes: Buffer): string {
  if (bytes.length < 12) return binaryText(bytes)
  const day = BigInt(bytes.readUInt32LE(8)) - 2_440_588n
  return instant(day * NANOSECONDS_A_DAY + bytes.readBigInt64LE(0))
}
