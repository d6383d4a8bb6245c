import { defineConfig } from 'vitest/config'

/** Tests that drive the built application in a browser. */
const application = ['test/app/**/*.test.ts', 'test/electron/**/*.test.ts']

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // A second, which is what is given else, is not much where a browser decodes pictures beside it.
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: 2,
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'engine',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...application, '**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'application',
          include: application,
          globalSetup: 'test/support/prepare-application.ts',
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
