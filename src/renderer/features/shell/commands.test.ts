import { expect, test } from 'vitest'
import { matchingCommands, type Command } from './commands.ts'

const command = (label: string, note = ''): Command => ({ id: label, label, note, run: () => undefined })
const commands = [
  command('Merge', 'screen'),
  command('fold_towel', 'dataset in /recordings/merged'),
  command('pick_merged', 'dataset'),
  command('unmerged', 'dataset'),
]
const labels = (query: string) => matchingCommands(commands, query).map(({ label }) => label)

test('without a query everything is there in its order', () => {
  expect(labels('')).toEqual(['Merge', 'fold_towel', 'pick_merged', 'unmerged'])
})

test('the beginning of a label goes before the beginning of a word, its middle, and the note', () => {
  expect(labels('merge')).toEqual(['Merge', 'pick_merged', 'unmerged', 'fold_towel'])
})

test('every word has to be there', () => {
  expect(labels('pick dataset')).toEqual(['pick_merged'])
  expect(labels('pick nothing')).toEqual([])
})

test('a long list is cut', () => {
  const many = Array.from({ length: 1000 }, (_, i) => command(`dataset ${i}`))
  expect(matchingCommands(many, 'dataset')).toHaveLength(50)
})
