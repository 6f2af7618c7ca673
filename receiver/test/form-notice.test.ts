import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNotice, type NoticeConfig } from '../src/messages/form-notice.ts';
import { form, origin, setup } from './setup.ts';

test('the notice has its sentences in both languages', async () => {
  const notice = {
    controller: 'Exempelkommun',
    legalBasis: 'authority',
    officialDocument: true,
    replyDays: 5,
    email: 'kommun@exempelkommun.se',
    privacyHref: 'https://www.exempelkommun.se/personuppgifter',
  } as const;
  await using receiver = await setup({ config: { forms: [{ ...form, notice }] } });

  const response = await fetch(`${receiver.url}/v1/forms/${form.id}`, { headers: { origin } });

  assert.equal(response.status, 200);
  assert.equal(response.headers.get('access-control-allow-origin'), origin);
  const responseNotice = (await response.json()) as ReturnType<typeof createNotice>;
  assert.deepEqual(responseNotice, createNotice(notice, form.languages));
  assert.equal(responseNotice.email, notice.email);
  assert.equal(responseNotice.sv?.replyTime, 'Vi svarar oftast inom 5 arbetsdagar.');
  assert.match(
    responseNotice.sv?.privacy?.text.join(' ') ?? '',
    /Exempelkommun är personuppgiftsansvarig/,
  );
  assert.match(
    responseNotice.sv?.privacy?.text.join(' ') ?? '',
    /uppgift av allmänt intresse.*allmän handling/,
  );
  assert.match(
    responseNotice.en?.privacy?.text.join(' ') ?? '',
    /task in the public interest.*official doc/,
  );
  assert.match(responseNotice.en?.privacy?.text.join(' ') ?? '', /Exempelkommun/);
  assert.match(responseNotice.en?.privacy?.more ?? '', /how we handle personal data/);
});

test('HEAD gets the headers of GET, for any site that may use the form and for none', async () => {
  await using receiver = await setup();
  const url = `${receiver.url}/v1/forms/${form.id}`;
  for (const headers of [{}, { origin }]) {
    const [get, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => fetch(url, { method, headers })),
    );
    assert.equal(head?.status, 200);
    assert.equal(await head?.text(), '');
    for (const name of ['content-type', 'content-length', 'access-control-allow-origin']) {
      assert.equal(head?.headers.get(name), get?.headers.get(name), name);
    }
  }
  const foreign = await fetch(url, { method: 'HEAD', headers: { origin: 'https://other.se' } });
  assert.equal(foreign.status, 403);
  // A challenge is issued to whoever reads it.
  assert.equal((await fetch(`${url}/challenge`, { method: 'HEAD' })).status, 404);
});

test('settings that are left out yield no sentences', () => {
  assert.deepEqual(createNotice({}, form.languages), { sv: {}, en: {} });
  const association = createNotice(
    { controller: 'SKR', legalBasis: 'association' },
    form.languages,
  );
  const text = JSON.stringify(association);
  assert.match(text, /berättigade intresse/);
  for (const unset of [/allmän handling/, /dataskyddsombud/, /för vår räkning/, /undefined/]) {
    assert.doesNotMatch(text, unset);
  }
  assert.equal(association.sv?.privacy?.more, undefined);
});

test('the right to object is by itself', () => {
  const { sv, en } = createNotice({ controller: 'A' }, form.languages);
  assert.ok(
    sv?.privacy?.text.includes('Du har rätt att invända mot hur vi använder dina uppgifter.'),
  );
  assert.ok(
    en?.privacy?.text.includes('You have the right to object to how we use your information.'),
  );
});

test('each setting yields its sentence, whatever else is left out', () => {
  const each: [NoticeConfig, RegExp][] = [
    [{ controller: 'A' }, /A är personuppgiftsansvarig.*A is the data controller/],
    [{ legalBasis: 'authority' }, /allmänt intresse.*public interest/],
    [{ legalBasis: 'association' }, /berättigade intresse.*legitimate interest/],
    [{ officialDocument: true }, /allmän handling.*official document/],
    [{ retention: { sv: 'C.', en: 'D.' } }, /C\..*D\./],
    [{ processor: 'B' }, /hanteras av B.*handled by B/],
    [{ dataProtectionOfficer: 'E' }, /dataskyddsombud: E.*protection officer: E/],
    [{ privacyHref: 'https://a.se/' }, /om hur vi hanterar.*about how we handle/],
    [{ replyDays: 3 }, /inom 3 arbetsdagar.*within 3 working days/],
  ];
  for (const [set, expected] of each) {
    const { sv, en } = createNotice(set, form.languages);
    assert.match(JSON.stringify([sv, en]), expected);
    const sentences = sv?.privacy?.text.length ?? 0;
    // A controller adds the visitor's rights.
    assert.ok(sentences <= (set.controller ? 4 : 1), String(sentences));
    assert.equal(en?.privacy?.text.length ?? 0, sentences);
  }
});

test('the notice tells the retention period, unless it has a sentence of its own', () => {
  const read = (days: number, notice: NoticeConfig = {}) => {
    const { sv, en } = createNotice(notice, form.languages, days);
    return [sv, en].flatMap((texts) => texts?.privacy?.text);
  };
  assert.deepEqual(read(730), [
    'Meddelandet gallras från servern som tar emot det 730 dagar efter att det har kommit in.',
    'The message is deleted from the server that receives it 730 days after it has arrived.',
  ]);
  assert.match(String(read(1)), /det en dag efter .* eller senare .*it one day after .* or later/);
  assert.doesNotMatch(String(read(40)), /senare|later/);
  assert.deepEqual(read(730, { retention: { sv: 'C.', en: 'D.' } }), ['C.', 'D.']);
});

test('a form tells the retention period that the receiver applies to it', async () => {
  const retention = { days: 365, decision: 'KS 2026/1' };
  await using receiver = await setup({ config: { forms: [{ ...form, retention }] } });
  const response = await fetch(`${receiver.url}/v1/forms/${form.id}`, { headers: { origin } });
  const text = await response.text();
  assert.match(text, /365 dagar efter.*365 days after/);
  assert.doesNotMatch(text, /KS 2026/);
});

test('both languages have the same sentences', () => {
  const full = createNotice(
    {
      ...{ controller: 'A', legalBasis: 'authority', officialDocument: true, processor: 'B' },
      ...{ retention: { sv: 'C.', en: 'D.' }, dataProtectionOfficer: 'E', replyDays: 1 },
    },
    form.languages,
  );
  assert.equal(full.sv?.privacy?.text.length, full.en?.privacy?.text.length);
  assert.equal(full.sv?.replyTime, 'Vi svarar oftast inom en arbetsdag.');
});

test('a form in one language has no sentences in the other', () => {
  const settings = {
    ...{ controller: 'A', replyDays: 2 },
    retention: { sv: 'D.', en: 'E.' },
  };
  const { sv, en, retention } = createNotice(settings, ['sv']);
  assert.match(JSON.stringify(sv), /arbetsdagar.*D\./);
  assert.equal(en, undefined);
  assert.deepEqual(retention, { sv: 'D.' });
});
