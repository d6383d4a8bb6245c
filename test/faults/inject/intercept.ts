import promises, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { constants } from 'node:os'

/** Functions of `node:fs/promises` that are intercepted. */
const functions = [
  'open',
  'readFile',
  'writeFile',
  'appendFile',
  'copyFile',
  'mkdir',
  'readdir',
  'rename',
  'link',
  'rm',
  'stat',
  'lstat',
  'realpath',
] as const
/** Methods of an open file that are. */
const methods = ['read', 'write', 'sync', 'stat'] as const
type Method = (typeof methods)[number] | 'close'

/** A call to the file system. */
export interface FsCall {
  /** `open` for reading, `create` for opening a file that is to be written. */
  readonly kind:
    | Exclude<(typeof functions)[number], 'appendFile' | 'writeFile'>
    | Exclude<Method, 'write'>
    | 'create'
    | 'write'
  readonly path: string
}

/** What becomes of a call: an error of the system, fewer bytes than asked for, or nothing written at all. */
export type Verdict = { readonly errno: Errno } | { readonly portion: 'half' | 'nothing' } | undefined

/** Errors of the system that are made here. */
export type Errno =
  'ENOSPC' | 'EIO' | 'EDQUOT' | 'EACCES' | 'EROFS' | 'ESTALE' | 'ENOTEMPTY' | 'EPERM' | 'ENOENT'

/** Sees every call before it reaches the system, and after the system has answered. */
export interface Interceptor {
  readonly before: (call: FsCall) => Verdict
  readonly after?: (call: FsCall) => void
  /** Let `sync` succeed without asking the system. */
  readonly skipsSync?: boolean
}

type Anything = (...args: unknown[]) => Promise<unknown>

const originals = new Map<string, Anything>()
const paths = new WeakMap<object, string>()
let current: Interceptor | undefined
let isInstalled = false

/** Stands between this process and the file system until the returned function is called. One at a time. */
export async function intercept(interceptor: Interceptor): Promise<() => void> {
  if (!isInstalled) await install()
  isInstalled = true
  current = interceptor
  return () => {
    current = undefined
  }
}

/** The functions are wrapped for good: those who imported them keep them. Without an interceptor calls pass. */
async function install(): Promise<void> {
  const probe = await promises.open(import.meta.filename)
  const prototype = Object.getPrototypeOf(probe) as Record<string, Anything>
  await probe.close()
  for (const name of methods) wrapMethod(prototype, name)
  const table = promises as unknown as Record<string, Anything>
  for (const name of functions) wrapFunction(table, name)
  syncBuiltinESMExports()
}

function wrapFunction(table: Record<string, Anything>, name: (typeof functions)[number]): void {
  const original = table[name]!
  originals.set(name, original)
  table[name] = async (...args) => {
    const path = pathOf(args[0])
    const kind = kindOf(name, args[1])
    const call = { kind, path }
    const verdict = current?.before(call)
    if (verdict !== undefined && 'errno' in verdict) throw systemError(verdict.errno, name, path)
    const result = await original(...args)
    if (name === 'open') {
      paths.set(result as FileHandle, path)
      // The one method that every handle has for itself.
      wrapMethod(result as Record<string, Anything>, 'close')
    }
    current?.after?.(call)
    return result
  }
}

function wrapMethod(target: Record<string, Anything>, name: Method): void {
  const original = target[name]!
  target[name] = async function (this: FileHandle, ...args) {
    const call = { kind: name, path: paths.get(this) ?? '' } as const
    const verdict = current?.before(call)
    if (verdict !== undefined && 'errno' in verdict) {
      // A close that fails has closed the file all the same.
      if (name === 'close') await original.apply(this, args)
      throw systemError(verdict.errno, name === 'sync' ? 'fsync' : name)
    }
    if (verdict !== undefined && name === 'write') {
      if (verdict.portion === 'nothing') return { bytesWritten: 0, buffer: args[0] }
      args[2] = Math.ceil(Number(args[2]) / 2)
    }
    // To wait for the disk hundreds of times proves nothing about what comes after it has answered.
    const result =
      name === 'sync' && current?.skipsSync === true ? undefined : await original.apply(this, args)
    current?.after?.(call)
    return result
  }
}

function kindOf(name: (typeof functions)[number], flags: unknown): FsCall['kind'] {
  if (name === 'writeFile' || name === 'appendFile') return 'write'
  if (name !== 'open') return name
  const isWritten = typeof flags === 'number' ? (flags & 3) !== 0 : typeof flags === 'string' && flags !== 'r'
  return isWritten ? 'create' : 'open'
}

function pathOf(argument: unknown): string {
  return typeof argument === 'string' ? argument : (paths.get(argument as object) ?? String(argument))
}

function systemError(errno: Errno, syscall: string, path?: string): Error {
  const place = path === undefined ? '' : ` '${path}'`
  return Object.assign(new Error(`${errno}: made by a test, ${syscall}${place}`), {
    errno: -constants.errno[errno],
    code: errno,
    syscall,
    ...(path === undefined ? {} : { path }),
  })
}
