/** What a release is made of: what has been built, and what the zip has beside it. */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Files, Source } from './archive.ts';
import { readPublisher } from './publisher.ts';
import { createReceiverSbom, createWidgetsSbom } from './sbom.ts';
import { createSecurityTxt } from './security-txt.ts';
import { createSignatureConfigs, getSignaturesFile } from './signature.ts';
import { baseUrl, receivers, version } from './urls.ts';

/** The source of this version, once it has been built. */
export function readSource(): Source {
  const { name: publisher, publisherUrl } = readPublisher();
  const builtFor = { baseUrl, receivers };
  const facts = { version, date: readCommitDate(), publisher, publisherUrl };
  return createSource({ ...facts, build: readBuild(), builtFor });
}

/** The source of a version: its build, with what the zip has beside it. */
export function createSource(facts: Omit<Source, 'kit'>): Source {
  const { version, build } = facts;
  const signatures = build[getSignaturesFile(version)];
  const securityTxt = createSecurityTxt(readPublisher());
  return {
    ...facts,
    kit: {
      ...hostingFiles(),
      ...(signatures && createSignatureConfigs(signatures, facts)),
      ...(securityTxt && { 'server/security.txt': Buffer.from(securityTxt) }),
      'LICENSE.txt': readFileSync('dist/LICENSE.txt'),
      'sbom-widgets.cdx.json': Buffer.from(createWidgetsSbom(facts, build)),
      'sbom-receiver.cdx.json': Buffer.from(createReceiverSbom(facts)),
      ...brotliFiles(build, version),
    },
  };
}

/** What has been built for browsers. The modules and types for bundlers are in the npm package. */
function readBuild(): Files {
  return readFolder('dist', ['lib/**', 'types/**']);
}

/** README.txt and the files for servers. Apache's two have most of their lines in common. */
function hostingFiles(): Files {
  const { 'apache-headers.conf': headers, ...files } = readFolder('publish/hosting');
  const lines = String(headers).trimEnd();
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      Buffer.from(String(content).replace('{{apacheHeaders}}', () => lines)),
    ]),
  );
}

/**
 * When the version was committed, to the second: `SOURCE_DATE_EPOCH` where there is no git, as
 * everywhere where builds are to be reproducible.
 */
export function readCommitDate(): string {
  const args = ['log', '--max-count=1', '--format=%ct'];
  const seconds = process.env.SOURCE_DATE_EPOCH ?? execFileSync('git', args, { encoding: 'utf8' });
  return new Date(Number(seconds) * 1000).toISOString();
}

/**
 * What pages load, compressed as well as can be, which takes a second. These files are the same for
 * every host, so that a browser that makes the zip need not do it.
 */
function brotliFiles(build: Files, version: string): Files {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return Object.fromEntries(
    Object.entries(build)
      .filter(([path]) => /\.(js|css)$/.test(path))
      .map(([path, content]) => [
        `public/v${version}/${path}.br`,
        brotliCompressSync(content, { params }),
      ]),
  );
}

function readFolder(folder: string, exclude: string[] = []): Record<string, Buffer> {
  const paths = globSync('**', { cwd: folder, exclude }).sort();
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path))]));
}
