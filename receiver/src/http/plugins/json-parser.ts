import { isUtf8 } from 'node:buffer';
import plugin from 'fastify-plugin';
import { ProblemError } from '../problem.ts';

/**
 * Parses `application/json` in UTF-8, without a content coding. Rejects members that would change a prototype, and
 * duplicate members, since all but the last would be lost silently.
 */
export const jsonParser = plugin(async (app) => {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    // RFC 9110, 8.4: a server must not ignore a coding that it doesn't understand.
    if (!/^(identity)?$/i.test(request.headers['content-encoding'] ?? '')) {
      return done(new ProblemError('unsupported-media-type'));
    }
    // Decoding would replace invalid bytes, and so change the message.
    if (!Buffer.isBuffer(body) || !isUtf8(body)) {
      return done(createParserError('expected UTF-8, got another encoding'));
    }
    parseJson(request, body.toString('utf8'), (error, value) => {
      if (error || countMembers(value) === countColons(body)) return done(error, value);
      done(createParserError('expected each member once, got one twice'));
    });
  });
});

/** Has the shape of Fastify's own parser errors, so that the error handler treats it as one. */
function createParserError(message: string): Error {
  return Object.assign(new SyntaxError(message), { statusCode: 400 });
}

const [quote, backslash, colon] = Buffer.from('"\\:');

/** Counts the members in a JSON text. In valid JSON, each has one colon outside strings. */
function countColons(json: Buffer): number {
  let count = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at++) {
    if (json[at] === quote) isInString = !isInString;
    // Skips the character that it escapes, which may be a quote.
    else if (json[at] === backslash) at++;
    else if (json[at] === colon && !isInString) count++;
  }
  return count;
}

/** Counts the members of all objects in a parsed value. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const values: unknown[] = Object.values(value);
  let count = Array.isArray(value) ? 0 : values.length;
  for (const member of values) count += countMembers(member);
  return count;
}
