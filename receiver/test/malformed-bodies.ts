import { fields } from './setup.ts';

/** Creates malformed bodies from a valid one, keyed by what is wrong with them. */
export const createMalformedBodies = (good: string): Record<string, string> => ({
  'not JSON': '{',
  nothing: '',
  'a list': '[]',
  null: 'null',
  'an unknown member': good.replace('{', '{"extra":1,'),
  'an unknown field': good.replace('"fields":{', '"fields":{"age":"7",'),
  'a field of another type': good.replace(`"${fields.name}"`, '7'),
  'a field that is null': good.replace(`"${fields.name}"`, 'null'),
  'no fields': '{"language":"sv"}',
  'another language': good.replace('"language":"sv"', '"language":"de"'),
  // Normalising sixty of these would take half a minute of CPU time.
  'letters under heaps of marks': good.replace(fields.name, `a${'\u0315\u0300'.repeat(5000)}`),
  'a member twice': good.replace('{', '{"language":"sv",'),
  'a field twice, with another value': good.replace('"fields":{', '"fields":{"message":"Hej",'),
  'a field twice, once escaped': good.replace('"fields":{', '"fields":{"n\\u0061me":"Åsa",'),
  __proto__: good.replace('{', '{"__proto__":{"admin":true},'),
  '__proto__ in the fields': good.replace('"fields":{', '"fields":{"__proto__":{"a":"b"},'),
  'constructor.prototype': good.replace('{', '{"constructor":{"prototype":{}},'),
  'a deep nest': `${'['.repeat(15_000)}${']'.repeat(15_000)}`,
  'a deep nest in a field': good.replace(
    `"${fields.name}"`,
    `${'[{"a":'.repeat(3000)}1${'}]'.repeat(3000)}`,
  ),
});
