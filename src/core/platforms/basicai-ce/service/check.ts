import { text, type Text } from '../../../model/text';
import { isJsonObject } from '../api/jsonObject';

/** What a service was asked about, as far as its answer can be measured by it. */
export interface ServiceRequest {
  readonly kind: 'image' | 'point-cloud';
  readonly id: number;
  /** Codes of the model's classes. */
  readonly codes: readonly string[];
  /** Pixels, where the size is known. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** Something that the platform would refuse or misread. */
export interface AnswerFinding {
  /** JSON path in the answer; `$` is all of it. */
  readonly path: string;
  readonly message: Text;
}

export interface ServiceCheck {
  readonly answerFindings: readonly AnswerFinding[];
  readonly objects: readonly Readonly<Record<string, unknown>>[];
}

const imageNumbers = ['leftTopX', 'leftTopY', 'rightBottomX', 'rightBottomY'] as const;
const cloudNumbers = ['x', 'y', 'z', 'dx', 'dy', 'dz', 'rotX', 'rotY', 'rotZ'] as const;
const lengths = ['dx', 'dy', 'dz'] as const;

/**
 * Holds an answer against the contract of the Plugin API (CE-89), field by field.
 * @param status of HTTP
 * @param body as it came
 */
export function checkAnswer(status: number, body: string, asked: ServiceRequest): ServiceCheck {
  const check = new Check(asked);
  if (status !== 200) check.find('$', text('The status is {0}; it must be 200.', status));
  check.answer(body);
  return { answerFindings: check.answerFindings, objects: check.objects };
}

class Check {
  readonly answerFindings: AnswerFinding[] = [];
  readonly objects: Readonly<Record<string, unknown>>[] = [];

  constructor(private readonly asked: ServiceRequest) {}

  find(path: string, message: Text): void {
    this.answerFindings.push({ path, message });
  }

  answer(body: string): void {
    const answer = parsed(body);
    if (!isJsonObject(answer)) {
      this.find('$', text('The response is not a JSON object: {0}', body.trim().slice(0, 80)));
      return;
    }
    this.code('$.code', answer['code']);
    const list = answer['data'];
    if (!Array.isArray(list)) {
      this.find('$.data', text('It must be a list with an entry for each item that was sent.'));
      return;
    }
    if (list.length !== 1) this.find('$.data', text('One item was sent, but the list has {0} entries.', list.length));
    for (const [n, entry] of (list as unknown[]).entries()) this.entry(`$.data[${n}]`, entry);
  }

  private entry(path: string, entry: unknown): void {
    if (!isJsonObject(entry)) {
      this.find(path, text('It must be an object.'));
      return;
    }
    if (entry['id'] !== this.asked.id)
      this.find(`${path}.id`, text('It must be the number {0}, the id that was sent.', this.asked.id));
    this.code(`${path}.code`, entry['code']);
    const { objects } = entry;
    if (!Array.isArray(objects)) {
      this.find(`${path}.objects`, text('It must be a list; an empty one when nothing was found.'));
      return;
    }
    for (const [n, object] of (objects as unknown[]).entries()) this.object(`${path}.objects[${n}]`, object);
  }

  private object(path: string, object: unknown): void {
    if (!isJsonObject(object)) {
      this.find(path, text('It must be an object.'));
      return;
    }
    this.objects.push(object);
    this.label(`${path}.label`, object['label']);
    const confidence = object['confidence'];
    if (!isNumber(confidence) || confidence < 0 || confidence > 1)
      this.find(`${path}.confidence`, text('It must be a number from 0 to 1.'));
    const numbers = this.asked.kind === 'image' ? imageNumbers : cloudNumbers;
    const wrong = numbers.filter((name) => !isNumber(object[name]));
    for (const name of wrong) this.find(`${path}.${name}`, text('It must be a finite number.'));
    if (wrong.length > 0) return;
    if (this.asked.kind === 'image') this.box(path, object as Record<(typeof imageNumbers)[number], number>);
    else this.cuboid(path, object as Record<(typeof cloudNumbers)[number], number>);
  }

  private label(path: string, label: unknown): void {
    const { codes } = this.asked;
    if (typeof label === 'string' && codes.includes(label)) return;
    const near = typeof label === 'string' && codes.find((code) => code.toLowerCase() === label.toLowerCase());
    if (near) this.find(path, text('"{0}" is written "{1}" in the model\'s classes.', label, near));
    else this.find(path, text('It must be the code of a class of the model: {0}.', codes.join(', ')));
  }

  private box(path: string, box: Readonly<Record<(typeof imageNumbers)[number], number>>): void {
    if (box.leftTopX >= box.rightBottomX)
      this.find(`${path}.rightBottomX`, text('The box has no width: the left top must be left of the right bottom.'));
    if (box.leftTopY >= box.rightBottomY)
      this.find(`${path}.rightBottomY`, text('The box has no height: the left top must be above the right bottom.'));
    const { size } = this.asked;
    if (size === undefined) return;
    const limits = { leftTopX: size.width, leftTopY: size.height, rightBottomX: size.width, rightBottomY: size.height };
    for (const name of imageNumbers)
      if (box[name] < 0 || box[name] > limits[name])
        this.find(
          `${path}.${name}`,
          text('{0} lies outside the picture of {1} × {2} px.', box[name], size.width, size.height),
        );
  }

  private cuboid(path: string, cuboid: Readonly<Record<(typeof cloudNumbers)[number], number>>): void {
    for (const name of lengths)
      if (cuboid[name] <= 0) this.find(`${path}.${name}`, text('A length must be greater than 0.'));
  }

  /** The platform compares with the text; its documents also show 0, which it takes for a failure. */
  private code(path: string, code: unknown): void {
    if (code === 'OK') return;
    this.find(
      path,
      text('It must be the text "OK"; {0} counts as a failure.', code === undefined ? 'nothing' : JSON.stringify(code)),
    );
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
