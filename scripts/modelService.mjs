// A model service as scenario 12 of the captures expects it: a cat and, below the wanted confidence, a dog.
import { once } from 'node:events';
import { createServer } from 'node:http';

const box = (label, confidence, leftTopX, leftTopY, rightBottomX, rightBottomY) => ({
  label,
  confidence,
  leftTopX,
  leftTopY,
  rightBottomX,
  rightBottomY,
});
const objects = [box('CAT', 0.9, 3, 4, 30, 40), box('DOG', 0.2, 1, 1, 5, 5)];

/** @returns {Promise<{ url: string, close(): void }>} a service on loopback */
export async function startModelService() {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const [{ id }] = JSON.parse(body).datas;
    const entry = { id, code: 'OK', message: '', confidence: 0.8, objects };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ code: 'OK', message: '', data: [entry] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}/image/recognition`, close };
}
