import type { FastifyPluginAsync } from 'fastify';
import { createNotice } from '../../messages/form-notice.ts';

/**
 * `GET /v1/forms/:form`: the form's notice to visitors. Not rate-limited, since it costs next to nothing.
 */
export const noticeRoute: FastifyPluginAsync = async (app) => {
  app.get('/', ({ form: { notice, languages, retention } }) =>
    createNotice(notice, languages, retention?.days),
  );
};
