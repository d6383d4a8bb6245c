import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Marks the place in Electron's binary where its fuses are; see @electron/fuses. */
export const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FUSE_COUNT = 9

/** Writes a folder that stands in for Electron's distribution: right names, a fuse wire, nothing that runs. */
export function writeStandIn(dir: string): void {
  mkdirSync(join(dir, 'resources'), { recursive: true })
  mkdirSync(join(dir, 'locales'))
  const wire = Buffer.from([1, FUSE_COUNT, ...Array<number>(FUSE_COUNT).fill('0'.charCodeAt(0))])
  writeFileSync(
    join(dir, 'electron'),
    Buffer.concat([Buffer.from('#!/bin/sh\nexit 0\n'), Buffer.from(FUSE_SENTINEL), wire, Buffer.alloc(64)]),
  )
  chmodSync(join(dir, 'electron'), 0o755)
  for (const name of ['version', 'LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak'])
    writeFileSync(join(dir, name), name === 'version' ? '45.4.1' : '')
}

/**
 * Writes a program that stands in for `fpm`, which makes Debian packages and is downloaded from GitHub: it notes what it was
 * told, see {@link readDebianArguments}, and makes nothing. Returns its path.
 */
export function writePackerStandIn(dir: string): string {
  const packer = join(dir, 'fpm')
  writeFileSync(packer, '#!/bin/sh\nprintf "%s\\0" "$@" > "$0.arguments"\n')
  chmodSync(packer, 0o755)
  return packer
}

/** What a program of {@link writePackerStandIn} was told. */
export function readDebianArguments(packer: string): readonly string[] {
  return readFileSync(`${packer}.arguments`, 'utf8').split('\0').slice(0, -1)
}

/** The state of each fuse in a binary: `1` on, `0` off, in the order of @electron/fuses. */
export function fusesOf(binary: Buffer): string {
  const at = binary.indexOf(FUSE_SENTINEL) + FUSE_SENTINEL.length
  return binary.toString('latin1', at + 2, at + 2 + binary[at + 1]!)
}
