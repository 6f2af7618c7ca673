import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { startReceiver } from '../../demo/receiver.ts';

test('the receiver of the demo ends when what started it is killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'demo-'));
  const program = `
    import { startReceiver } from './demo/receiver.ts';
    const { url } = await startReceiver(process.argv[1], ['http://localhost:8080']);
    console.log(url);`;
  const starter = spawn(process.execPath, ['--input-type=module', '--eval', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(starter.stdout, 'data');
  const description = `${String(line).trim()}/v1/openapi.json`;
  const answers = () =>
    fetch(description).then(
      ({ ok }) => ok,
      () => false,
    );
  assert.ok(await answers());

  starter.kill('SIGKILL');

  // Without a timeout of its own: if the receiver doesn't end, the test times out.
  while (await answers()) await wait(20);
  await rm(folder, { recursive: true });
});

test('the form of the demo names nobody who does not receive, and promises no reply', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'demo-'));
  const origin = 'http://localhost:8080';
  const receiver = await startReceiver(folder, [origin]);
  const answer = await fetch(`${receiver.url}/v1/forms/international`, { headers: { origin } });
  const { controller, sv, en } = await answer.json();
  await receiver.stop();
  const { forms } = JSON.parse(await readFile(join(folder, 'receiver.json'), 'utf8'));
  await rm(folder, { recursive: true });

  assert.equal(controller, undefined);
  for (const [texts, demonstration] of [
    [sv, /^Det här är en demonstration\. .* svarar inte\./],
    [en, /^This is a demonstration\. .* does not reply\./],
  ] as const) {
    assert.equal(texts.replyTime, undefined);
    const [text, ...others] = texts.privacy.text;
    assert.deepEqual(others, []);
    assert.match(text, demonstration);
    assert.match(text, new RegExp(` ${forms[0].retention.days} da`));
  }
});
