import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fieldRules, normalizeFields, validateFields } from '../../src/contact-form/message.ts';

const valid = {
  name: 'Åsa Öberg',
  organisation: '',
  email: 'asa@exempel.se',
  telephone: '',
  subject: 'Fråga',
  message: 'Hej!',
};

const getErrors = (change: Partial<typeof valid>) =>
  validateFields(normalizeFields({ ...valid, ...change }));

describe('normalizeFields', () => {
  it('returns every field, including missing ones', () => {
    assert.deepEqual(Object.keys(normalizeFields({ name: 'Bo' })), Object.keys(fieldRules));
    assert.equal(normalizeFields({}).organisation, '');
  });

  it('normalizes each letter, so that it counts as one', () => {
    assert.equal(normalizeFields({ name: 'A\u030Asa' }).name, 'Åsa');
  });

  it('keeps line breaks in the message and replaces them in all other fields', () => {
    const text = ' a\r\nb\rc\u2028d\te ';
    assert.equal(normalizeFields({ message: text }).message, 'a\nb\nc\nd\te');
    assert.equal(normalizeFields({ subject: text }).subject, 'a b c d e');
  });

  it('removes control characters, and nothing else', () => {
    assert.equal(normalizeFields({ message: 'a\u0000b\u001bc\u007fd\u0085e' }).message, 'abcde');
    const value = 'Ünïcödé 😀 العربية ελ \u00a0 – «»';
    assert.equal(normalizeFields({ message: value }).message, value);
  });

  it('removes invisible characters from addresses and numbers, but not from text', () => {
    for (const invisible of [
      '\u200b',
      '\u2060',
      '\ufeff',
      '\u00ad',
      '\u202d',
      '\u3164',
      '\u2800',
      '\u034f',
      '\u180e',
      '\ufe0f',
    ]) {
      const email = `${invisible}asa@ex${invisible}empel.se${invisible}`;
      const telephone = `${invisible}070-123 45 67${invisible}`;
      const fields = normalizeFields({ ...valid, email, telephone });
      assert.equal(fields.email, 'asa@exempel.se');
      assert.equal(fields.telephone, '070-123 45 67');
    }
    const family = '👨\u200d👩\u200d👧 ❤\ufe0f नमस्ते क्\u200dष';
    assert.equal(normalizeFields({ message: family }).message, family);
  });

  it('changes nothing the second time', () => {
    const once = normalizeFields({ ...valid, message: ' a\r\n\u0000 ', name: '\tBo\n' });
    assert.deepEqual(normalizeFields(once), once);
  });
});

describe('validateFields', () => {
  it('finds no errors in a valid message', () => {
    assert.deepEqual(getErrors({}), {});
  });

  it('treats invisible characters as empty in a required field', () => {
    const unseen = '\u200b\u2060 \u202e\u2069\u00ad\ufe0f\u3164\u115f\u2800\u{e0041}\u200d';
    for (const name of ['name', 'subject', 'message'] as const) {
      assert.deepEqual(getErrors({ [name]: unseen }), { [name]: 'empty' });
      assert.deepEqual(getErrors({ [name]: `${unseen}👩\u200d👧${unseen}` }), {});
    }
    assert.deepEqual(getErrors({ organisation: '\u200b'.repeat(201) }), {});
    assert.deepEqual(getErrors({ telephone: '\u200b' }), {});
  });

  it('finds empty fields, including those that only look filled in', () => {
    assert.deepEqual(getErrors({ name: ' ', email: '\u0000', subject: '\n', message: '' }), {
      name: 'empty',
      email: 'empty',
      subject: 'empty',
      message: 'empty',
    });
  });

  it('finds fields with nothing but invisible characters empty', () => {
    for (const nothing of [
      '\u200b',
      '\u3164',
      '\u2800 \u2800',
      '\ufeff\u2060',
      '\u115f\uffa0',
      '\u{e0061}',
    ]) {
      assert.deepEqual(getErrors({ name: nothing, subject: nothing, message: nothing }), {
        name: 'empty',
        subject: 'empty',
        message: 'empty',
      });
    }
  });

  for (const name of Object.keys(fieldRules) as (keyof typeof fieldRules)[]) {
    it(`rejects a ${name} with one character too many, and accepts one less`, () => {
      const { max } = fieldRules[name];
      const long = (length: number) => {
        if (name === 'email') return `${'a'.repeat(length - '@exempel.se'.length)}@exempel.se`;
        return (name === 'telephone' ? '1' : 'a').repeat(length);
      };
      assert.deepEqual(getErrors({ [name]: long(max) }), {});
      assert.deepEqual(getErrors({ [name]: long(max + 1) }), { [name]: 'too-long' });
    });
  }

  for (const email of [
    'a@b.se',
    'åsa.öberg+skr@exempel.se',
    "o'brien@exempel.co.uk",
    'info@räksmörgås.se',
    'a_b-c@1.2.se',
  ]) {
    it(`accepts the address ${email}`, () => assert.deepEqual(getErrors({ email }), {}));
  }

  for (const email of [
    'asa',
    'asa@',
    '@exempel.se',
    'asa@exempel',
    'asa@exempel.',
    'asa@.se',
    'a@b@c.se',
    'a b@c.se',
    'a@b.se, c@d.se',
    'Åsa <a@b.se>',
    'a@b.se\r\nBcc: c@d.se',
    'a@b..se',
  ]) {
    it(`rejects ${JSON.stringify(email)} as an address`, () => {
      assert.deepEqual(getErrors({ email }), { email: 'format' });
    });
  }

  for (const telephone of [
    '112',
    '070-123 45 67',
    '+46 70 123 45 67',
    '+46 (0)8-123 45 67',
    '08/12345',
    '(08) 123 45 67',
    '\u202d08-123 45 67\u202c',
    '08\u2013123 45 67',
    '08\u2011123 45 67',
    '08\u2212123 45 67',
    '070-123 45 67 ankn 3',
    '08-123 45 67, ankn. 12',
    '08-123 45 67 (växel)',
    '08-123 45 67 (ankn 12)',
    '+46 8 123 45 67 ext. 12',
    '08-123 45 67 anknytning: 12',
  ]) {
    it(`accepts the telephone number ${telephone}`, () => {
      assert.deepEqual(getErrors({ telephone }), {});
    });
  }

  for (const telephone of [
    'växeln',
    '07',
    'ankn 12',
    '070-123 45 67<b>',
    '++46701234567',
    '0701234567abc',
  ]) {
    it(`rejects ${telephone} as a telephone number`, () => {
      assert.deepEqual(getErrors({ telephone }), { telephone: 'format' });
    });
  }
});
