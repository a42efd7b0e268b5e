import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { Router } from 'express';
import { fail } from '../http/http-failure.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { bearerToken } from '../http/request-token.ts';
import { sameHash, sha256 } from '../runtime/secrets.ts';

/** GET /metrics in the text format of Prometheus, for requests with the token where there is one. */
export function metricsPage({ registry }: Metrics, token: string | undefined): Router {
  const router = Router();
  router.get('/metrics', async (request, response) => {
    const given = bearerToken(request) ?? '';
    if (token !== undefined && !sameHash(sha256(given), sha256(token))) {
      return fail(response, 403, 'not-allowed', 'Metrics are shown with their token only.');
    }
    response
      .set('cache-control', 'no-store')
      .type(registry.contentType)
      .send(await registry.metrics());
  });
  return router;
}

/** Serves the page on a port of its own, which no proxy leads to. Returns the end of it. */
export async function serveMetrics(
  metrics: Metrics,
  { host, port, token }: { host?: string; port: number; token: string | undefined },
): Promise<{ port: number; close: () => void }> {
  const app = express().disable('x-powered-by').use(metricsPage(metrics, token));
  const http = createServer(app);
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port, ...(host === undefined ? {} : { host }) }, () => resolve());
  });
  return {
    port: (http.address() as AddressInfo).port,
    close: () => {
      http.close();
      http.closeAllConnections();
    },
  };
}
