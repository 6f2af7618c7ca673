import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getProgramPath } from '../../test/browsers/programs.ts';

/** Creates a self-signed certificate for this machine's names, as PEM files in a folder. */
export function createCertificate(folder: string) {
  const [keyPath, certPath] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = ['-nodes', '-keyout', keyPath, '-out', certPath];
  const subject = ['-days', '2', '-subj', '/CN=localhost', '-addext', names];
  execFileSync(getProgramPath('openssl'), [...words, ...files, ...subject], { stdio: 'ignore' });
  return { keyPath, certPath, key: readFileSync(keyPath), cert: readFileSync(certPath) };
}
