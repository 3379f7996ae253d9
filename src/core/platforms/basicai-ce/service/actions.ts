import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isFlaw } from '../../../formats/picture/reading';
import { readPicture } from '../../../formats/picture/picture';
import type { Field, Values } from '../../../model/form';
import type { Node } from '../../../model/node';
import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import { withOrigin } from '../../../net/hosts/urls';
import type { Action, ActionPlan, ActionResult } from '../../../contract';
import type { CeClient } from '../api/client';
import { classesField, classesIn, modelOf, serviceField, type ModelCalls } from '../models';
import { placedFiles } from '../nodes';
import { type ServiceRequest, checkAnswer } from './check';
import { lendFile } from './lend';
import { askService, type ServiceItem } from './request';
import { type ServiceKind, type ServiceLanguage, serviceTemplate } from './template';

const pictures = ['jpg', 'jpeg', 'png', 'bmp', 'webp'];
/** The id that a file of this machine is sent under; it has none on the server. */
const anyId = 1;

/** For those who write a model service: a test that needs no model on the server, and a service to begin with. */
export function serviceActions(calls: ModelCalls, client: CeClient, context: SessionContext, origin: string): Action[] {
  return [testWithFile(calls, context), testWithItem(client, context, origin), newService()];
}

async function formFor(calls: ModelCalls, node: Node | undefined, signal: AbortSignal): Promise<Field[]> {
  const model = node?.kind === 'model' ? await modelOf(calls, node, signal) : undefined;
  return [
    serviceField(model?.url ?? 'http://127.0.0.1:5000/'),
    classesField((model?.classes ?? []).map(({ code }) => code).join(', ')),
  ];
}

function testWithFile(calls: ModelCalls, context: SessionContext): Action {
  return {
    id: 'service.test',
    title: text('Test model service'),
    capability: 'test-service',
    appliesTo: (nodes) => nodes.length === 1 && (nodes[0]?.kind === 'models' || nodes[0]?.kind === 'model'),
    fields: async ([node], signal) => [
      ...(await formFor(calls, node, signal)),
      {
        id: 'file',
        label: text('A picture or point cloud to send'),
        file: { how: 'open', extensions: [...pictures, 'pcd'] },
      },
    ],
    plan: (_nodes, values) => {
      const file = values['file'] ?? '';
      return Promise.resolve(
        testing(values, basename(file), context, async (signal, test) => {
          const cloud = /\.pcd$/i.test(file);
          const size = cloud ? undefined : await sizeOf(file);
          const lent = await lendFile(file);
          try {
            const item: ServiceItem = cloud
              ? { id: anyId, imageUrls: [], pointCloudUrl: lent.url, cameraConfigUrl: null }
              : { url: lent.url, id: anyId };
            return await test(item, { kind: cloud ? 'point-cloud' : 'image', ...(size && { size }) }, signal);
          } finally {
            lent.close();
          }
        }),
      );
    },
  };
}

function testWithItem(client: CeClient, context: SessionContext, origin: string): Action {
  return {
    id: 'service.testItem',
    title: text('Test model service with this item'),
    capability: 'run-model',
    appliesTo: (nodes) => nodes.length === 1 && (nodes[0]?.kind === 'data' || nodes[0]?.kind === 'frame'),
    fields: () => Promise.resolve([serviceField('http://127.0.0.1:5000/'), classesField()]),
    plan: ([node], values) =>
      Promise.resolve(
        testing(values, node?.name ?? '', context, async (signal, test) => {
          const { item, kind, size } = await itemOf(client, node, origin, signal);
          return test(item, { kind, ...(size && { size }) }, signal);
        }),
      ),
  };
}

type Test = (
  item: ServiceItem,
  about: Omit<ServiceRequest, 'id' | 'codes'>,
  signal: AbortSignal,
) => Promise<ActionResult>;

function testing(
  values: Values,
  name: string,
  context: SessionContext,
  prepare: (signal: AbortSignal, test: Test) => Promise<ActionResult>,
): ActionPlan {
  const codes = classesIn(values['classes'] ?? '').map(({ code }) => code);
  const url = (values['url'] ?? '').trim();
  return {
    run: (_report, signal) =>
      prepare(signal, async (item, about, running) => {
        const { status, body, ms } = await askService(context, url, item, running);
        return toDone(name, ms, status, body, { ...about, id: item.id, codes });
      }),
  };
}

function toDone(name: string, ms: number, status: number, body: string, asked: ServiceRequest): ActionResult {
  const { answerFindings, objects } = checkAnswer(status, body, asked);
  return {
    message:
      answerFindings.length === 0
        ? text('The service keeps the contract: {0} objects in {1} ms.', objects.length, ms)
        : text('The service breaks the contract in {0} places.', answerFindings.length),
    document: {
      name: `${name}.service.txt`,
      content: [
        {
          title: text('Service response'),
          columns: [text('Property'), text('Value')],
          rows: [
            [text('Item'), name],
            [text('Status'), String(status)],
            [text('Time'), `${ms} ms`],
            [text('Objects'), String(objects.length)],
            [
              text('Findings'),
              answerFindings.length === 0 ? text('none: it keeps the contract') : String(answerFindings.length),
            ],
          ],
        },
        {
          title: text('Findings'),
          columns: [text('Where'), text('Problem')],
          rows: answerFindings.map(({ path, message }) => [path, message]),
        },
        {
          title: text('Objects'),
          columns: [text('Class'), text('Confidence'), text('Geometry')],
          rows: objects.map(({ label, confidence, ...geometry }) => [
            JSON.stringify(label ?? null),
            JSON.stringify(confidence ?? null),
            JSON.stringify(geometry),
          ]),
        },
      ],
    },
  };
}

async function sizeOf(file: string): Promise<ServiceRequest['size']> {
  const parseRef = readPicture(await readFile(file));
  if (isFlaw(parseRef)) throw new PlatformError('invalid', text('{0} is not a complete picture.', file));
  return { width: parseRef.width, height: parseRef.height };
}

/** The same links that the platform would send, on the address that this machine reaches. */
async function itemOf(client: CeClient, node: Node | undefined, origin: string, signal: AbortSignal) {
  const row = node && (await client.datum(node.id, signal));
  if (row === undefined) throw new PlatformError('not-found', text('The item is no longer on the server.'));
  const files = placedFiles(row.content);
  const urls = (folder: RegExp) =>
    files.filter((one) => folder.test(one.folder)).map(({ file }) => withOrigin(file.url, origin));
  const [pointCloudUrl] = urls(/^lidar_point_cloud/i);
  const id = Number(row.id);
  if (pointCloudUrl !== undefined) {
    const cameraConfigUrl = urls(/^camera_config/i)[0] ?? null;
    return {
      kind: 'point-cloud' as const,
      item: { id, imageUrls: urls(/^camera_image/i), pointCloudUrl, cameraConfigUrl },
    };
  }
  const picture = files.find(({ file }) => file.type?.startsWith('image/') === true)?.file;
  if (picture === undefined)
    throw new PlatformError('invalid', text('"{0}" is neither a picture nor a point cloud.', row.name));
  const { width, height } = picture.extraInfo ?? {};
  const size = typeof width === 'number' && typeof height === 'number' ? { width, height } : undefined;
  return { kind: 'image' as const, item: { url: withOrigin(picture.url, origin), id }, size };
}

const extensions: Readonly<Record<ServiceLanguage, string>> = { javascript: 'cjs', python: 'py' };

function newService(): Action {
  return {
    id: 'service.new',
    title: text('New model service'),
    capability: 'new-service',
    appliesTo: (nodes) => nodes.length === 1 && nodes[0]?.kind === 'models',
    fields: () =>
      Promise.resolve([
        {
          id: 'language',
          label: text('Language'),
          choices: [
            { value: 'javascript', label: 'JavaScript' },
            { value: 'python', label: 'Python' },
          ],
        },
        {
          id: 'kind',
          label: text('Input data type'),
          choices: [
            { value: 'image', label: text('Pictures') },
            { value: 'point-cloud', label: text('Point clouds') },
          ],
        },
        classesField('OBJECT'),
        ...(['javascript', 'python'] as const).map((language): Field => ({
          id: `file-${language}`,
          label: text('Model service'),
          file: { how: 'save', extensions: [extensions[language]], name: `model-service.${extensions[language]}` },
          when: (values) => values['language'] === language,
        })),
      ]),
    plan: (_nodes, values) =>
      Promise.resolve({
        run: async () => {
          const language = values['language'] === 'python' ? 'python' : 'javascript';
          const kind: ServiceKind = values['kind'] === 'point-cloud' ? 'point-cloud' : 'image';
          const file = values[`file-${language}`] ?? '';
          const codes = classesIn(values['classes'] ?? '').map(({ code }) => code);
          await writeFile(file, serviceTemplate(language, kind, codes));
          return { message: text('{0} was written. Its first lines say how to start it.', basename(file)), open: file };
        },
      }),
  };
}
