/** Collects what a release is made from: the build output and the other files of the zip. */
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

/** Reads the source of this version. Requires a finished build. */
export function readSource(): Source {
  const { name: publisher, publisherUrl } = readPublisher();
  const builtFor = { baseUrl, receivers };
  const facts = { version, date: readCommitDate(), publisher, publisherUrl };
  return createSource({ ...facts, build: readBuild(), builtFor });
}

/** Adds the other files of the zip to a build. */
export function createSource(facts: Omit<Source, 'kit'>): Source {
  const { version, build } = facts;
  const signatures = build[getSignaturesFile(version)];
  const securityTxt = createSecurityTxt(readPublisher());
  return {
    ...facts,
    kit: {
      ...readHostingFiles(),
      ...(signatures && createSignatureConfigs(signatures, facts)),
      ...(securityTxt && { 'server/security.txt': Buffer.from(securityTxt) }),
      'LICENSE.txt': readFileSync('dist/LICENSE.txt'),
      'sbom-widgets.cdx.json': Buffer.from(createWidgetsSbom(facts, build)),
      'sbom-receiver.cdx.json': Buffer.from(createReceiverSbom(facts)),
      ...createBrotliFiles(build, version),
    },
  };
}

/** Reads the build output for browsers. The modules and types for bundlers are in the npm package. */
function readBuild(): Files {
  return readFolder('dist', ['lib/**', 'types/**']);
}

/** README.txt and the server configuration files. The two for Apache share most of their lines. */
function readHostingFiles(): Files {
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
 * When the version was committed, to the second. Without git, `SOURCE_DATE_EPOCH` sets it, the usual variable for
 * reproducible builds.
 */
export function readCommitDate(): string {
  const args = ['log', '--max-count=1', '--format=%ct'];
  const seconds = process.env.SOURCE_DATE_EPOCH ?? execFileSync('git', args, { encoding: 'utf8' });
  return new Date(Number(seconds) * 1000).toISOString();
}

/**
 * Compresses the files that pages load as well as possible. They are the same for every host, so they can be part of a
 * zip that a browser makes, although browsers can't compress with Brotli.
 */
function createBrotliFiles(build: Files, version: string): Files {
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
