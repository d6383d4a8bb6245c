import { describe, expect, it } from 'vitest'
import type { Finding } from '#shared/findings.ts'
import { mergeId } from '#shared/model/history.ts'
import { jobId, type Job, type JobState } from '#shared/model/job.ts'
import { mergeOptionsSchema } from '#shared/plan.ts'
import { issueReport } from './issue-report.ts'
import type { JobRequest } from './jobs/job-request.ts'

const request = (names: readonly string[]): JobRequest => ({
  recipe: {
    episplice: 'recipe/1',
    sources: names.map((name) => ({
      path: `/home/mia/robots/${name}`,
      name,
      fingerprint: '0123456789abcdef',
    })),
    options: mergeOptionsSchema.parse({ renameTasks: { 'in /home/mia/x': 'new' } }),
  },
  episodesTotal: names.map(() => 5),
  output: '/home/mia/week',
  verify: true,
})

const job = (state: JobState, sources: readonly string[] = ['monday']): Job => ({
  id: jobId.parse('5e9ac2ae-3f6a-4b6c-9d6f-0d8a3f1f2a10'),
  merge: mergeId.parse(1),
  name: 'week',
  outputPath: '/home/mia/week',
  sources,
  queuedMs: 0,
  startedMs: 0,
  endedMs: 1,
  state,
})

const failed = (message: string, findings: readonly Finding[] = []): JobState => ({
  kind: 'failed',
  error: { code: 'JOB_CRASHED', message },
  findings,
})

describe('the issue report', () => {
  it('says what failed, the recipe, the versions and how the log ends', () => {
    const markdown = issueReport({
      job: job(failed('the process of the merge ended with code 134')),
      request: request(['monday']),
      lastLines: ['phase: videos', 'FATAL ERROR: out of memory'],
    })
    expect(markdown).toContain('### Merge failed: JOB_CRASHED')
    expect(markdown).toContain('`the process of the merge ended with code 134`')
    expect(markdown).toContain('| 0 | `monday` | `0123456789abcdef` | 5 of 5 |')
    expect(markdown).toMatch(/- Episplice \d+\.\d+\.\d+, Node \d+/)
    expect(markdown).toContain('FATAL ERROR: out of memory')
  })

  it('names the findings instead of the log when they are what stopped it', () => {
    const finding: Finding = {
      code: 'FPS',
      tier: 'blocking',
      source: 0,
      message: 'Another rate.',
      expected: '30',
      actual: '15',
    }
    const markdown = issueReport({
      job: job(failed('1 finding', [finding])),
      request: request(['monday']),
      lastLines: ['phase: check'],
    })
    expect(markdown).toContain('| FPS | `monday: Another rate.` | `30` | `15` |')
    expect(markdown).not.toContain('phase: check')
  })

  it('holds no home folder, whoever it belongs to', () => {
    const markdown = issueReport({
      job: job(failed('no permission for /srv/people/mia/data and C:\\Users\\Mia\\data')),
      request: request(['monday']),
      lastLines: [
        'at file:///home/tom/episplice/out/main/job.js:1',
        '/srv/people/mia-backup stays',
        '/Users/ann',
      ],
      home: '/srv/people/mia',
    })
    expect(markdown).toContain('no permission for ~/data and ~\\data')
    expect(markdown).toContain('/srv/people/mia-backup stays')
    expect(markdown).not.toMatch(/\/home\/|\/Users|tom|ann|\/mia\//)
  })

  it('has at most 45 lines, however much there is to say', () => {
    const names = Array.from({ length: 500 }, (_, i) => `session_${i}`)
    const findings = names.map((name): Finding => ({
      code: 'FPS',
      tier: 'blocking',
      message: name.repeat(100),
    }))
    const long = Array.from({ length: 500 }, () => 'x'.repeat(5000))
    for (const state of [failed('a\nb\nc', findings), failed('line\n'.repeat(100))]) {
      const markdown = issueReport({ job: job(state, names), request: request(names), lastLines: long })
      expect(markdown.trimEnd().split('\n').length).toBeLessThanOrEqual(45)
      expect(markdown).toContain('and 494 more')
      expect(markdown.length).toBeLessThan(10_000)
    }
  })

  it('is not broken by what names and logs contain', () => {
    const markdown = issueReport({
      job: job(failed('`a` ``b`` | c\r\n\u2028## d <script>')),
      request: request(['x|y`z', '``']),
      lastLines: ['```', '````text', '## not a heading'],
    })
    expect(markdown).toContain('``` `a` ``b`` \\| c ## d <script> ```')
    expect(markdown).toContain('`` x\\|y`z ``')
    expect(markdown.split('\n').filter((line) => line === '`````')).toHaveLength(1)
    expect(markdown.split('\n').filter((line) => line.startsWith('#'))).toEqual([
      '### Merge failed: JOB_CRASHED',
      '## not a heading',
    ])
    expect(markdown.indexOf('## not a heading')).toBeGreaterThan(markdown.indexOf('`````text'))
  })
})
