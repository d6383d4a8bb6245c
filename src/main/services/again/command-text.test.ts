import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeOptionsSchema } from '#shared/plan.ts'
// What a command says has to be what the command line reads.
// eslint-disable-next-line no-restricted-imports
import { parseEpisodes, parseRenames, parseTrims } from '#main/cli/specs.ts'
import { mergeCommand, quoted, type CommandRequest } from './command-text.ts'

/** What a shell makes of the command's words. */
function wordsBySh(command: string): string[] {
  const script = `show() { for word in "$@"; do printf '%s\\0' "$word"; done; }\nshow ${command}`
  return execFileSync('/bin/sh', ['-s'], { encoding: 'utf8', input: script }).split('\0').slice(0, -1)
}

const request = (change: Partial<CommandRequest> = {}): CommandRequest => ({
  sources: [{ path: '/data/monday' }, { path: '/data/tuesday' }],
  options: mergeOptionsSchema.parse({}),
  output: '/data/week',
  verify: true,
  ...change,
})

function flagValues(words: readonly string[], flag: string): string[] {
  return words.flatMap((word, i) => (words[i - 1] === flag ? [word] : []))
}

describe('the command', () => {
  it('is short when nothing is special', () => {
    expect(mergeCommand(request())).toBe('episplice merge /data/monday /data/tuesday --out /data/week')
  })

  it('says every option that differs', () => {
    const options = mergeOptionsSchema.parse({
      dataMb: 50,
      videoMb: 0.5,
      chunkSize: 10,
      quantiles: 'bounds',
      robotType: 'so 101',
      firstNames: true,
      dropAudio: true,
      renameTasks: { 'grab = cube': "pick it's" },
    })
    expect(mergeCommand(request({ options, verify: false }))).toBe(
      String.raw`episplice merge /data/monday /data/tuesday --out /data/week --rename-task 'grab \= cube=pick it'\''s' ` +
        `--data-mb 50 --video-mb 0.5 --chunk-size 10 --quantiles bounds --robot-type 'so 101' --first-names ` +
        '--drop-audio --no-verify',
    )
  })

  it('says episodes as the command line reads them, in their order', () => {
    const episodes = [7, 0, 1, 2, 9, 8, ...Array.from({ length: 30_000 }, (_, i) => 100 + 2 * i)]
    const command = mergeCommand(request({ sources: [{ path: '/a' }, { path: '/b', episodes }] }))!
    expect(command).toContain('--episodes 1:7,0-2,9,8,100,102')
    const words = wordsBySh(command)
    expect(Math.max(...words.map((word) => word.length))).toBeLessThan(128 * 1024)
    expect(parseEpisodes(flagValues(words, '--episodes'), 2)).toEqual([undefined, episodes])
  })

  it('says what is kept of trimmed episodes as the command line reads it', () => {
    const trims = [
      { episode: 0, from: 4, to: 9 },
      { episode: 7, from: 0, to: 1 },
    ]
    const command = mergeCommand(request({ sources: [{ path: '/a' }, { path: '/b', trims }] }))!
    expect(command).toContain('--trim 1:0=4-8 --trim 1:7=0-0')
    expect(parseTrims(flagValues(wordsBySh(command), '--trim'), 2)).toEqual([undefined, trims])
  })

  it.each([
    ['a source without episodes', { sources: [{ path: '/a', episodes: [] }] }],
    ['an empty wording', { options: mergeOptionsSchema.parse({ renameTasks: { '': 'x' } }) }],
    ['a backslash at the end', { options: mergeOptionsSchema.parse({ renameTasks: { 'a\\': 'x' } }) }],
  ])('does not exist for %s', (_, change) => {
    expect(mergeCommand(request(change))).toBeUndefined()
  })
})

describe('a POSIX shell reads back', () => {
  it.each([
    "it's",
    'two words',
    '$HOME and `id` and $(id)',
    'back\\slash \\n',
    'new\nline',
    '"quoted"',
    '* ? [a] {b,c} ~ # !x & ; | < > ( )',
    '-rf',
    'käse 你好 🤖',
    "''",
    '\t',
    '=',
  ])('%j', (name) => {
    const words = wordsBySh(
      mergeCommand(request({ sources: [{ path: `/data/${name}` }], output: `/o/${name}` }))!,
    )
    expect(words).toEqual(['episplice', 'merge', `/data/${name}`, '--out', `/o/${name}`])
  })

  it('any text', () => {
    const text = fc.string({ unit: 'binary' }).filter((word) => !word.includes('\0') && word.isWellFormed())
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (texts) => {
        expect(wordsBySh(texts.map(quoted).join(' '))).toEqual(texts)
      }),
      { numRuns: 40 },
    )
  })

  it('any rewording of tasks', () => {
    const wording = fc.string({ minLength: 1 }).filter((text) => !text.includes('\0') && !text.endsWith('\\'))
    fc.assert(
      fc.property(fc.dictionary(wording, wording, { minKeys: 1, maxKeys: 5 }), (renameTasks) => {
        const options = { ...mergeOptionsSchema.parse({}), renameTasks }
        const words = wordsBySh(mergeCommand(request({ options }))!)
        expect(parseRenames(flagValues(words, '--rename-task'))).toEqual({ ...renameTasks })
      }),
      { numRuns: 40 },
    )
  })
})
