import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const out = join(root, 'out')
const built = join(out, 'main/cli.js')
/** What the build was made from. Beside the folders that building empties. */
const stamp = join(out, 'built-from')
const lock = join(root, 'node_modules/.cache/episplice-build')

/**
 * Builds the application when it has not been built or a source is another one since. Returns the path of the command
 * line. Of several processes that come at once, one builds and the others wait.
 */
export function buildIfStale() {
  if (!isFresh()) locked(buildUnlessFresh)
  return built
}

/** As {@link buildIfStale}, and copies the build: what is saved and built from now on does not change the copy. */
export function copyBuild(folder) {
  locked(() => {
    buildUnlessFresh()
    cpSync(out, folder, { recursive: true })
  })
}

function buildUnlessFresh() {
  const from = sources()
  if (isFresh(from)) return
  const vite = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error('the build failed')
  // As they were before: what was saved meanwhile makes it stale again.
  writeFileSync(stamp, from)
}

function isFresh(from = sources()) {
  return read(stamp) === from && statSync(built, { throwIfNoEntry: false }) !== undefined
}

/** Which sources there are and when the last of them was changed. */
function sources() {
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  const all = [...files, join(root, 'electron.vite.config.ts'), join(root, 'package.json')]
  const newest = Math.max(...all.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0))
  return `${all.length} files, ${newest}`
}

function locked(work) {
  takeLock()
  try {
    work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function takeLock() {
  mkdirSync(join(lock, '..'), { recursive: true })
  for (;;) {
    try {
      mkdirSync(lock)
      writeFileSync(join(lock, 'pid'), String(process.pid))
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (isAbandoned()) rmSync(lock, { recursive: true, force: true })
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  }
}

function isAbandoned() {
  const pid = Number(read(join(lock, 'pid')))
  if (pid === 0) return (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < Date.now() - 10_000
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // Not there.
  }
}
