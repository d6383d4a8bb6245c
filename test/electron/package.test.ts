import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extractFile, listPackage } from '@electron/asar'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { APP_ID } from '../../src/main/electron/app-id.ts'
import { buildIfStale } from '../../scripts/build-if-stale.js'
import { fusesOf, readDebianArguments, writePackerStandIn, writeStandIn } from './stand-in.ts'

const root = join(import.meta.dirname, '../..')
const work = mkdtempSync(join(tmpdir(), 'episplice-package-'))
const app = join(work, 'dist/linux-unpacked')
const asar = join(app, 'resources/app.asar')
let files: readonly string[] = []
/** What the program that makes Debian packages was told. */
let debian: readonly string[] = []

beforeAll(() => {
  buildIfStale()
  writeStandIn(join(work, 'electron'))
  const packer = writePackerStandIn(work)
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/electron-builder/out/cli/cli.js'),
      ...['--linux', 'deb', '--publish', 'never'],
      `-c.electronDist=${join(work, 'electron')}`,
      `-c.directories.output=${join(work, 'dist')}`,
    ],
    { cwd: root, encoding: 'utf8', env: { ...process.env, CUSTOM_FPM_PATH: packer } },
  )
  if (status !== 0) throw new Error(`electron-builder failed:\n${stdout}\n${stderr}`)
  debian = readDebianArguments(packer)
  files = listPackage(asar, { isPack: false }).map((file) => file.replaceAll('\\', '/'))
}, 180_000)

afterAll(() => {
  rmSync(work, { recursive: true, force: true })
})

describe('the packaged application', () => {
  test('holds its entries side by side', () => {
    for (const entry of ['index', 'cli', 'job', 'reader', 'data-worker', 'row-stats-worker', 'video-worker'])
      expect(files).toContain(`/out/main/${entry}.js`)
    expect(files).toContain('/out/preload/index.cjs')
    expect(files).toContain('/out/renderer/index.html')
  })

  test('starts with the desktop entry', () => {
    const { main } = JSON.parse(extractFile(asar, 'package.json').toString()) as { main: string }
    expect(files).toContain(main.replace('.', ''))
  })

  test('allows no inline script or style in its page', () => {
    const html = extractFile(asar, 'out/renderer/index.html').toString()
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|javascript:/i)
  })

  test('keeps native code and programs outside of the archive', () => {
    const unpacked = `${asar}.unpacked`
    expect(existsSync(join(unpacked, 'node_modules/better-sqlite3/prebuilds'))).toBe(true)
    expect(existsSync(join(unpacked, 'node_modules/@ffmpeg-installer'))).toBe(true)
  })

  test('holds nothing that only development needs', () => {
    const strays = files.filter((file) =>
      /^\/(src|test|bench|scripts|docs)\/|\.(ts|map|test\.js)$|node_modules\/(react|vitest|playwright-core|electron|typescript|vite)\//.test(
        file,
      ),
    )
    expect(strays).toEqual([])
  })

  test('stays small beside Electron itself', () => {
    expect(statSync(asar).size).toBeLessThan(40 * 2 ** 20)
  })

  test('has everything that a Debian package asks for, in the name of nobody', () => {
    const valueOf = (option: string) => debian[debian.indexOf(option) + 1]
    expect(valueOf('-t')).toBe('deb')
    expect(valueOf('--url')).toBe('https://episplice.invalid')
    expect(valueOf('--maintainer')).toBe('Episplice contributors <contributors@episplice.invalid>')
    expect(valueOf('--license')).toBe('Apache-2.0')
  })

  test('has an icon in the sizes that desktops ask for', () => {
    const icons = debian.filter((argument) => argument.includes('=/usr/share/icons/hicolor/'))
    expect(icons.map((icon) => /hicolor\/(\d+)x/.exec(icon)?.[1])).toEqual(
      expect.arrayContaining(['48', '256', '512']),
    )
  })

  test('has one name for the system everywhere', () => {
    const { desktopName } = JSON.parse(extractFile(asar, 'package.json').toString()) as {
      desktopName: string
    }
    expect(desktopName).toBe(`${APP_ID}.desktop`)
    expect(debian.at(-1)).toMatch(new RegExp(`=/usr/share/applications/${desktopName}$`))
    expect(readFileSync(join(root, 'electron-builder.yml'), 'utf8')).toMatch(
      new RegExp(`^appId: ${APP_ID}$`, 'm'),
    )
  })

  test('asks for the fuses of the checklist', () => {
    // runAsNode, cookie encryption, NODE_OPTIONS, --inspect, asar integrity, only asar, browser snapshot, file privileges
    expect(fusesOf(readFileSync(join(app, 'episplice-app'))).slice(0, 8)).toBe('00001100')
  })
})
