/** `npm start`, after the build. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

test('npm start says that its port is taken, and ends all that it has started when it is told to', {
  timeout: 60_000,
}, async (t) => {
  // The project with what is built of it, and a place of its own for messages.
  const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-start-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of readdirSync('.')) {
    if (!['data', 'package.json'].includes(name)) symlinkSync(resolve(name), join(folder, name));
  }
  const description = JSON.parse(readFileSync('package.json', 'utf8'));
  const [build, start] = description.scripts.start.split(' && ');
  assert.equal(build, 'npm run build');
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ ...description, scripts: { start } }),
  );

  // If somebody else has the port, it is taken as well.
  const other = createServer().listen(8080, '127.0.0.1');
  await Promise.race([once(other, 'listening'), once(other, 'error')]).catch(() => {});
  t.after(() => other.close());

  const { PORT, ...env } = process.env;
  const npm = spawn('npm', ['start'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  t.after(() => {
    try {
      process.kill(-(npm.pid ?? Number.NaN), 'SIGKILL');
    } catch {
      // All of them have ended, as they should.
    }
  });
  const ended = once(npm, 'exit');
  let output = '';
  for await (const chunk of npm.stdout) {
    output += chunk;
    if (output.includes('Stop with Ctrl-C')) break;
  }
  assert.match(output, /^Another program has port 8080, so the site takes one that is free\.$/m);
  const urls = output.match(/http:\S+(?=,|$)/gm) ?? [];
  assert.equal(urls.length, 2, output);
  for (const url of urls) assert(await answers(url), url);

  // Only npm gets the signal, as from a supervisor or a container.
  npm.kill('SIGTERM');
  await ended;
  // If something does not end, the test times out.
  for (const url of urls) while (await answers(url)) await wait(20);
});
