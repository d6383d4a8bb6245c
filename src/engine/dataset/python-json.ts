import { EngineError } from '#shared/errors.ts'

/** A JSON value as Python's `json` module writes it: numbers may be NaN or infinite. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject
/** A JSON object; key order is kept. */
export interface JsonObject {
  readonly [key: string]: JsonValue
}

const MAX_DEPTH = 64

/** The spelling of numbers that JavaScript would spell otherwise (`30.0`, `1e-05`), by the object or array they stand in. */
const spellings = new WeakMap<object, Map<string, { readonly value: number; readonly text: string }>>()

/**
 * Parses JSON with Python's `NaN`, `Infinity` and `-Infinity`. Numbers that stay where they were read are
 * written back by {@link formatPythonJson} with the spelling they had. Throws `JSON_INVALID` with the line.
 */
export function parsePythonJson(text: string, path: string): JsonValue {
  return new Parser(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, path).document()
}

/** Letters, digits and what else numbers are spelled with; more of them than any number has is a word of its own. */
const WORD = /[-+.\w]{0,400}/y

class Parser {
  readonly #text: string
  readonly #path: string
  #at = 0

  constructor(text: string, path: string) {
    this.#text = text
    this.#path = path
  }

  document(): JsonValue {
    const holder: Record<string, JsonValue> = {}
    const value = this.#value(0, holder, '')
    this.#space()
    if (this.#at < this.#text.length) this.#fail('text after the end')
    return value
  }

  #fail(what: string): never {
    const line = this.#text.slice(0, this.#at).split('\n').length
    throw new EngineError('JSON_INVALID', `${this.#path}: ${what} on line ${line}`, {
      hint: 'The file is damaged or was edited by hand. Restore it or correct that line.',
    })
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return
      this.#at++
    }
  }

  #value(depth: number, holder: object, key: string): JsonValue {
    if (depth > MAX_DEPTH) this.#fail('values are nested too deeply')
    this.#space()
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth)
      case '[':
        return this.#array(depth)
      case '"':
        return this.#string()
      default:
        return this.#scalar(holder, key)
    }
  }

  #object(depth: number): JsonObject {
    const object: Record<string, JsonValue> = {}
    this.#members('}', () => {
      if (this.#text[this.#at] !== '"') this.#fail('a key is missing')
      const key = this.#string()
      this.#space()
      if (this.#text[this.#at++] !== ':') this.#fail('a colon is missing')
      // Assigning to __proto__ would not make a key.
      const value = this.#value(depth + 1, object, key)
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
    })
    return object
  }

  #array(depth: number): JsonValue[] {
    const array: JsonValue[] = []
    this.#members(']', () => {
      array.push(this.#value(depth + 1, array, String(array.length)))
    })
    return array
  }

  #members(close: string, member: () => void): void {
    this.#at++
    this.#space()
    if (this.#text[this.#at] === close) {
      this.#at++
      return
    }
    for (;;) {
      this.#space()
      member()
      this.#space()
      const next = this.#text[this.#at++]
      if (next === close) return
      if (next !== ',') this.#fail(`a comma or ${close} is missing`)
    }
  }

  #string(): string {
    const start = this.#at
    for (let end = start + 1; end < this.#text.length; end++) {
      const char = this.#text[end]
      if (char === '\\') end++
      else if (char === '"') {
        this.#at = end + 1
        try {
          return JSON.parse(this.#text.slice(start, end + 1)) as string
        } catch {
          this.#fail('a malformed string')
        }
      }
    }
    this.#fail('a string does not end')
  }

  #scalar(holder: object, key: string): JsonValue {
    WORD.lastIndex = this.#at
    const [word] = WORD.exec(this.#text)!
    this.#at += word.length
    switch (word) {
      case 'null':
        return null
      case 'true':
        return true
      case 'false':
        return false
      case 'NaN':
        return NaN
      case 'Infinity':
        return Infinity
      case '-Infinity':
        return -Infinity
    }
    if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(word))
      this.#fail(`unexpected ${word === '' ? 'character' : word}`)
    const value = Number(word)
    if (formatNumber(value) !== word) {
      const known = spellings.get(holder) ?? new Map<string, { value: number; text: string }>()
      known.set(key, { value, text: word })
      spellings.set(holder, known)
    }
    return value
  }
}

/**
 * Formats as `json.dump(value, indent=4, ensure_ascii=False)` does. `floats` writes every number as a Python
 * float (`1.0`), for values whose type matters to Python, except below the keys it names as integers.
 */
export function formatPythonJson(
  value: JsonValue,
  options: { floats?: { integerKeys: readonly string[] } } = {},
): string {
  const write = (
    item: JsonValue,
    indent: string,
    holder: object,
    key: string,
    asInteger: boolean,
  ): string => {
    if (typeof item === 'number') {
      const known = spellings.get(holder)?.get(key)
      if (known !== undefined && Object.is(known.value, item)) return known.text
      const text = formatNumber(item)
      return options.floats !== undefined && !asInteger && /^-?\d+$/.test(text) ? `${text}.0` : text
    }
    if (item === null || typeof item !== 'object') return JSON.stringify(item)
    const inner = `${indent}    `
    if (isArray(item)) {
      if (item.length === 0) return '[]'
      const lines = item.map((child, i) => inner + write(child, inner, item, String(i), asInteger))
      return `[\n${lines.join(',\n')}\n${indent}]`
    }
    const keys = Object.keys(item)
    if (keys.length === 0) return '{}'
    const lines = keys.map((name) => {
      const integer = asInteger || (options.floats?.integerKeys.includes(name) ?? false)
      return `${inner}${JSON.stringify(name)}: ${write(item[name]!, inner, item, name, integer)}`
    })
    return `{\n${lines.join(',\n')}\n${indent}}`
  }
  return write(value, '', {}, '', false)
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  return Object.is(value, -0) ? '-0.0' : String(value)
}

/** Whether two JSON values are equal; numbers by value (30 equals 30.0, NaN equals NaN), key order does not count. */
export function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a === b || (Number.isNaN(a) && Number.isNaN(b))
  if (a === undefined || b === undefined || a === null || b === null) return a === b
  if (typeof a !== 'object' || typeof b !== 'object') return a === b
  if (isArray(a) || isArray(b)) {
    return isArray(a) && isArray(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i]))
  }
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  )
}
