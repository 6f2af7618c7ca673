/** Software bills of materials (CycloneDX): the third-party software in a release, and its supplier. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bytes, Files } from './archive.ts';

/** Details that go into each bill. */
interface Facts {
  readonly date: string;
  readonly publisher: string;
}

/** The parts of npm's bill that are used here. */
interface Bom {
  serialNumber?: string;
  metadata: { timestamp?: string; tools?: unknown; component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

interface Component {
  'bom-ref': string;
  type: string;
  name: string;
  externalReferences?: { type: string }[];
}

let npmBom: Bom | undefined;

/** The bill of what is sent to browsers, with the hashes of the files. */
export function createWidgetsSbom(facts: Facts, build: Files): string {
  // Scripts and style sheets contain no URL, so they are the same for every host.
  const scripts = Object.entries(build).filter(([path]) => /\.(js|css)$/.test(path));
  return createSbom(facts, 'skr-widgets', 'package.json', Object.fromEntries(scripts));
}

/** The bill of what runs on the server, with the hashes of our own files. */
export function createReceiverSbom(facts: Facts): string {
  const paths = ['receiver/package.json', ...globSync('receiver/src/**/*.ts')].sort();
  const files = Object.fromEntries(paths.map((path) => [path, readFileSync(path)]));
  return createSbom(facts, 'skr-widgets-receiver', 'receiver/package.json', files);
}

/**
 * Extracts a package's runtime dependencies from npm's bill, without the parts that differ from one run to the next.
 */
function createSbom(facts: Facts, name: string, packageFile: string, files: Files): string {
  // Not `--omit dev`: npm 11 would also leave out packages that a development tool depends on.
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  npmBom ??= JSON.parse(execFileSync('npm', args, { encoding: 'utf8', stdio: 'pipe' })) as Bom;
  const bom = npmBom;
  const { version, dependencies, optionalDependencies } = JSON.parse(
    readFileSync(packageFile, 'utf8'),
  );
  const allDependencies = { ...dependencies, ...optionalDependencies };

  const root = `${name}@${version}`;
  // package.json may have a range; the lock file has the exact version, or two of them for Lit.
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const direct = Object.keys(allDependencies).map((each) => {
    const path = `node_modules/${each}`;
    const { version } = packages[join(dirname(packageFile), path)] ?? packages[path];
    return `${each}@${version}`;
  });
  const needed = new Set<string>();
  const visit = (ref: string) => {
    if (needed.has(ref)) return;
    needed.add(ref);
    for (const next of getDependencies(bom, ref)) visit(next);
  };
  for (const ref of direct) visit(ref);

  const own = [bom.metadata.component, ...bom.components].find((each) => each['bom-ref'] === root);
  if (!own) throw new Error(`expected ${root} in npm's bill of materials`);
  const { serialNumber: _random, ...rest } = bom;
  const { externalReferences: _none, ...component } = own;
  const organisation = facts.publisher ? { name: facts.publisher } : undefined;
  return `${JSON.stringify(
    {
      ...rest,
      metadata: {
        timestamp: facts.date,
        ...(organisation && { authors: [organisation], supplier: organisation }),
        component: {
          ...component,
          name,
          components: Object.entries(files).map(createFileComponent),
        },
      },
      components: bom.components
        .filter((each) => needed.has(each['bom-ref']))
        .map(({ externalReferences, ...each }) => each),
      dependencies: [
        { ref: root, dependsOn: direct },
        ...bom.dependencies.filter(({ ref }) => needed.has(ref)),
      ],
    },
    null,
    2,
  )}\n`;
}

function getDependencies(bom: Bom, ref: string): readonly string[] {
  const entry = bom.dependencies.find((each) => each.ref === ref);
  if (!entry) throw new Error(`expected ${ref} in npm's bill of materials`);
  return entry.dependsOn ?? [];
}

function createFileComponent([path, content]: [string, Bytes]): object {
  const hash = (alg: string) => ({
    alg,
    content: createHash(alg.replace('-', '').toLowerCase()).update(content).digest('hex'),
  });
  return { type: 'file', name: path, hashes: [hash('SHA-256'), hash('SHA-384')] };
}
