/** Installs the package with package managers other than npm. What they download stays in the app's folder. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { runIn } from '../installed-app.ts';

interface Manager {
  readonly name: string;
  /** Its script in `node_modules`. */
  readonly script: string;
  readonly install: string;
  readonly env?: Record<string, string>;
  /** Whether apps and packages can only import what their own package.json names. */
  readonly isStrict?: boolean;
  /** Whether the manager must run Node for it to find packages. */
  readonly runsNode?: boolean;
}

const yarn = {
  script: '@yarnpkg/cli-dist/bin/yarn.js',
  install: 'install --no-immutable',
};

export const managers: readonly Manager[] = [
  {
    name: 'pnpm',
    script: 'pnpm/bin/pnpm.mjs',
    install:
      'install --no-frozen-lockfile --ignore-scripts --store-dir downloads --config.hoist=false',
    isStrict: true,
  },
  {
    ...yarn,
    name: 'yarn-pnp',
    env: { YARN_NODE_LINKER: 'pnp' },
    isStrict: true,
    runsNode: true,
  },
  { ...yarn, name: 'yarn-node-modules', env: { YARN_NODE_LINKER: 'node-modules' } },
  {
    name: 'yarn-1',
    script: 'yarn/bin/yarn.js',
    install: 'install --no-lockfile --ignore-scripts --cache-folder downloads',
  },
];

/**
 * Installs the package in an app that depends on nothing else.
 *
 * @param tools The `node_modules` with the managers.
 * @returns Runs a script of Node in the app.
 */
export async function installWith(
  manager: Manager,
  app: string,
  packed: string,
  tools: string,
): Promise<(command: string) => ReturnType<typeof runIn>> {
  const dependencies = { 'skr-widgets': `file:${packed}` };
  writeFileSync(`${app}/package.json`, JSON.stringify({ type: 'module', dependencies }));
  const env = {
    ...manager.env,
    YARN_ENABLE_SCRIPTS: 'false',
    YARN_ENABLE_TELEMETRY: 'false',
    YARN_GLOBAL_FOLDER: 'downloads',
    // Unlike the others, it doesn't read npm's settings.
    YARN_NPM_REGISTRY_SERVER: execFileSync('npm', ['config', 'get', 'registry'], {
      encoding: 'utf8',
    }).trim(),
  };
  const script = `${tools}/${manager.script}`;
  await runIn(app, `node ${script} ${manager.install}`, env);
  return (command) =>
    runIn(app, `node ${manager.runsNode ? `${script} node ` : ''}${command}`, env);
}
