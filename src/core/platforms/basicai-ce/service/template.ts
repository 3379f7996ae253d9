export type ServiceLanguage = 'javascript' | 'python';
export type ServiceKind = 'image' | 'point-cloud';

/** A model service without dependencies that answers by the contract, with one made-up object: a place to begin. */
export function serviceTemplate(language: ServiceLanguage, kind: ServiceKind, codes: readonly string[]): string {
  return templates[language](objects[kind](language), JSON.stringify(codes));
}

const entry = (language: ServiceLanguage, pairs: readonly (readonly [string, string])[]) =>
  language === 'javascript'
    ? `{ ${pairs.map(([key, value]) => `${key}: ${value}`).join(', ')} }`
    : `{${pairs.map(([key, value]) => `"${key}": ${value}`).join(', ')}}`;

const objects: Readonly<Record<ServiceKind, (language: ServiceLanguage) => string>> = {
  image: (language) =>
    entry(language, [
      ['label', 'CLASSES[0]'],
      ['confidence', '0.9'],
      ['leftTopX', '1'],
      ['leftTopY', '1'],
      ['rightBottomX', '9'],
      ['rightBottomY', '9'],
    ]),
  'point-cloud': (language) =>
    entry(language, [
      ['label', 'CLASSES[0]'],
      ['confidence', '0.9'],
      ['x', '0'],
      ['y', '0'],
      ['z', '0'],
      ['dx', '4'],
      ['dy', '2'],
      ['dz', '1.5'],
      ['rotX', '0'],
      ['rotY', '0'],
      ['rotZ', '0'],
    ]),
};

const templates: Readonly<Record<ServiceLanguage, (object: string, codes: string) => string>> = {
  javascript: (object, codes) => `// A model service for BasicAI CE (Xtreme1). Start it with: node THIS_FILE [port]
const http = require('node:http');

// Codes of the classes, as they are configured at the model.
const CLASSES = ${codes};

// item.url is a picture; item.pointCloudUrl, item.imageUrls and item.cameraConfigUrl belong to a point cloud.
// Pictures: pixels, from the left top. Point clouds: metres and radians, x, y, z is the centre.
async function detect(item) {
  return [${object}];
}

async function answer(item) {
  try {
    return { id: item.id, code: 'OK', message: '', objects: await detect(item), confidence: 0.9 };
  } catch (error) {
    return { id: item.id, code: 'ERROR', message: String(error), objects: [] };
  }
}

http
  .createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { datas } = JSON.parse(body);
    const data = await Promise.all(datas.map(answer));
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ code: 'OK', message: '', data }));
  })
  .listen(Number(process.argv[2] || 5000), '127.0.0.1', function () {
    console.log(\`http://127.0.0.1:\${this.address().port}/\`);
  });
`,
  python: (object, codes) => `# A model service for BasicAI CE (Xtreme1). Start it with: python3 THIS_FILE [port]
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Codes of the classes, as they are configured at the model.
CLASSES = ${codes}


def detect(item):
    # item["url"] is a picture; "pointCloudUrl", "imageUrls" and "cameraConfigUrl" belong to a point cloud.
    # Pictures: pixels, from the left top. Point clouds: metres and radians, x, y, z is the centre.
    return [${object}]


def answer(item):
    try:
        return {"id": item["id"], "code": "OK", "message": "", "objects": detect(item), "confidence": 0.9}
    except Exception as error:
        return {"id": item["id"], "code": "ERROR", "message": str(error), "objects": []}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        items = json.loads(self.rfile.read(length))["datas"]
        body = json.dumps({"code": "OK", "message": "", "data": [answer(item) for item in items]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 5000), Handler)
print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
server.serve_forever()
`,
};
