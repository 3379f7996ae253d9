import { parentPort } from 'node:worker_threads';
import { isPlatformError } from '../../net/errors';
import { checkLocation } from './fileChecks';
import type { CheckAnswer, CheckRequest } from './threads';

/** A program of its own: answers one question after the other until it is ended. */
const never = new AbortController().signal;

parentPort?.on('message', (question: CheckRequest) => {
  void answerTo(question).then((answer) => parentPort?.postMessage(answer));
});

async function answerTo({ kind, location }: CheckRequest): Promise<CheckAnswer> {
  try {
    return { validation: await checkLocation(kind, location, never) };
  } catch (error) {
    if (isPlatformError(error))
      return { refused: { kind: error.kind, message: error.userMessage, facts: error.facts } };
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
