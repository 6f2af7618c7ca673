import { readFileSync } from 'node:fs';
import { ConfigError } from '../config.ts';

/**
 * Reads a secret from the environment variable `name`, or from the file that `<name>_FILE` names.
 * Returns `undefined` if neither is set. Throws a `ConfigError` if the file cannot be read.
 */
export function readSecret(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const path = env[`${name}_FILE`];
  if (env[name] || !path) return env[name] || undefined;
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch (cause) {
    throw new ConfigError(`${name}_FILE: expected a file, got ${cause}`, { cause });
  }
}
