import type { Finding } from '#shared/findings.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { keyValue } from '#engine/parquet/footer.ts'
import { samePhysicalShape } from '#engine/parquet/schema.ts'
import { describeNode } from '#engine/parquet/unify.ts'

/** Differences between the data files of sources that the merge reconciles by itself. One finding per source. */
export async function schemaDrift(sources: readonly Dataset[]): Promise<Finding[]> {
  const reference = sources[0]?.dataFiles[0]?.footer
  if (reference === undefined) return []
  const findings: Finding[] = []
  for (const [source, { dataFiles }] of sources.entries()) {
    const drifted = dataFiles.find(
      ({ footer }) =>
        keyValue(footer, 'ARROW:schema') !== keyValue(reference, 'ARROW:schema') ||
        footer.leaves.length !== reference.leaves.length,
    )
    if (drifted === undefined) continue
    const { fieldRichness, readArrowSchema } = await import('#engine/parquet/arrow-schema.ts')
    const [own, first] = [readArrowSchema(drifted.footer), readArrowSchema(reference)]
    const differing = reference.root.children.flatMap((column) => {
      const other = drifted.footer.root.children.find(({ name }) => name === column.name)
      if (other === undefined) return []
      const [expected, actual] = [first, own].map((schema) =>
        schema?.fields.find(({ name }) => name === column.name),
      )
      const physical = !samePhysicalShape(column, other)
      const arrow =
        fieldRichness(expected) !== fieldRichness(actual) || String(expected?.type) !== String(actual?.type)
      if (!physical && !arrow) return []
      return [
        {
          name: column.name,
          expected: physical ? describeNode(column) : String(expected?.type ?? 'unstated'),
          actual: physical ? describeNode(other) : String(actual?.type ?? 'unstated'),
        },
      ]
    })
    const [example] = differing
    if (example === undefined) continue
    findings.push({
      code: 'SCHEMA_DRIFT',
      tier: 'advisory',
      source,
      subject: differing.map(({ name }) => name).join(', '),
      message:
        'Its data files state other column types than the first dataset. The result has the richest type of each column, values unchanged.',
      expected: example.expected,
      actual: example.actual,
    })
  }
  return findings
}
