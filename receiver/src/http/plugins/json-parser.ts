import { isUtf8 } from 'node:buffer';
import plugin from 'fastify-plugin';

/** Accepts `application/json` in UTF-8 only, and refuses members that would change a prototype. */
export const jsonParser = plugin(async (app) => {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    // Decoding would replace invalid bytes, and the message would no longer be what was written.
    if (!Buffer.isBuffer(body) || !isUtf8(body)) return done(createUtf8Error());
    parseJson(request, body.toString('utf8'), done);
  });
});

/** Has the shape of Fastify's own parser errors, so that the error handler treats it as one. */
function createUtf8Error(): Error {
  const error = new SyntaxError('expected UTF-8, got another encoding');
  return Object.assign(error, { statusCode: 400 });
}
