import type { FastifyPluginAsync } from 'fastify';
import { type ApiConfig, buildApiInfo, buildOpenApiDocument } from '../openapi-document.ts';

/** The routes about the API itself: `GET /v1/openapi.json` and `GET /v1/api-info`. */
export const openApiRoutes: FastifyPluginAsync<{ config: ApiConfig }> = async (app, { config }) => {
  const document = buildOpenApiDocument(config);
  const info = buildApiInfo(config);
  app.get('/v1/openapi.json', () => document);
  app.get('/v1/api-info', () => info);
};
