import type { FastifyPluginAsync } from 'fastify';
import { buildOpenApiDocument } from '../openapi.ts';

/** `GET /v1/openapi.json` */
export const openApiRoute: FastifyPluginAsync = async (app) => {
  const document = buildOpenApiDocument();
  app.get('/v1/openapi.json', () => document);
};
