/** Installs the peers, in exact versions, in `bench/peers`. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** The folder they are installed in. Ignored by git. */
export const peers = 'bench/peers/node_modules';

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
}

const { dependencies }: Package = JSON.parse(readFileSync('bench/peers/package.json', 'utf8'));

/** The versions by name. */
export const versions = dependencies;

/** Installs the peers unless they are installed already. Doesn't run their install scripts. */
export function installPeers(): void {
  const missing = Object.entries(dependencies).filter(([name, version]) => {
    const manifest = `${peers}/${name}/package.json`;
    return !existsSync(manifest) || JSON.parse(readFileSync(manifest, 'utf8')).version !== version;
  });
  if (missing.length === 0) return;
  console.log(`Installing ${missing.map(([name]) => name).join(', ')}`);
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: 'bench/peers',
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
