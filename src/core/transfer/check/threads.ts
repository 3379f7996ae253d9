import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Text } from '../../model/text';
import { throwIfCancelled, Cancelled, type ErrorFacts, type ErrorKind, PlatformError } from '../../net/errors';
import type { CheckKind, FileChecks, FileLocation, FileValidation } from '../../contract';
import { inlineChecks } from './fileChecks';

/** What a thread is asked, one question at a time. */
export interface CheckRequest {
  readonly kind: CheckKind;
  readonly location: FileLocation;
}

/** What it answers. An error travels as its parts: a class does not survive the way. */
export type CheckAnswer =
  | { readonly validation: FileValidation }
  | { readonly refused: { readonly kind: ErrorKind; readonly message: Text; readonly facts: ErrorFacts } }
  | { readonly failed: string };

/** Threads at most; the disk does not give more than a few can read. */
const maxThreads = 4;
/** Heap of a thread, in MB: nothing large is kept in it, and what is dropped should not pile up. */
const heap = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 96 };
/** A thread without work is ended after so many ms. */
const idleMs = 20_000;

interface Waiting {
  readonly question: CheckRequest;
  readonly done: (answer: CheckAnswer) => void;
  readonly failed: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** What it works on; absent while it waits for work. */
  current?: Waiting;
  ending?: NodeJS.Timeout;
}

/**
 * Checks files in threads of their own, so that the host answers meanwhile. What lies in memory only is checked here.
 * @param program the bundle of `checkWorker.ts`
 */
export class ThreadedChecks implements FileChecks {
  private readonly waiting: Waiting[] = [];
  private readonly pool = new Set<Thread>();

  constructor(
    private readonly program: string,
    private readonly threads = Math.min(maxThreads, Math.max(2, availableParallelism())),
  ) {}

  async check(
    kind: CheckKind,
    source: Parameters<FileChecks['check']>[1],
    signal: AbortSignal,
  ): Promise<FileValidation> {
    if (source.location === undefined) return inlineChecks.check(kind, source, signal);
    const answer = await this.ask({ kind, location: source.location }, signal);
    if ('validation' in answer) return answer.validation;
    if ('refused' in answer) throw new PlatformError(answer.refused.kind, answer.refused.message, answer.refused.facts);
    throw new Error(answer.failed);
  }

  dispose(): void {
    for (const thread of this.pool) this.end(thread);
    for (const { failed } of this.waiting.splice(0)) failed(new Cancelled());
  }

  private ask(question: CheckRequest, signal: AbortSignal): Promise<CheckAnswer> {
    throwIfCancelled(signal);
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.giveUp(waiting);
        reject(new Cancelled());
      };
      const settle = (report: () => void) => {
        signal.removeEventListener('abort', abort);
        report();
      };
      const waiting: Waiting = {
        question,
        done: (answer) => settle(() => resolve(answer)),
        failed: (error) => settle(() => reject(error)),
      };
      signal.addEventListener('abort', abort, { once: true });
      this.waiting.push(waiting);
      this.next();
    });
  }

  /** A thread that is in the middle of a large file can only be ended. */
  private giveUp(waiting: Waiting): void {
    const at = this.waiting.indexOf(waiting);
    if (at >= 0) this.waiting.splice(at, 1);
    for (const thread of this.pool) if (thread.current === waiting) this.end(thread);
    this.next();
  }

  private next(): void {
    if (this.waiting.length === 0) return;
    const idle = [...this.pool].find(({ current }) => current === undefined);
    const thread = idle ?? (this.pool.size < this.threads ? this.start() : undefined);
    const waiting = thread && this.waiting.shift();
    if (thread === undefined || waiting === undefined) return;
    clearTimeout(thread.ending);
    thread.current = waiting;
    thread.worker.postMessage(waiting.question);
  }

  private start(): Thread {
    const thread: Thread = { worker: new Worker(this.program, { resourceLimits: heap }) };
    const settle = (report: (waiting: Waiting) => void) => {
      const { current } = thread;
      delete thread.current;
      if (current) report(current);
      this.next();
    };
    const broken = (error: Error) => {
      this.end(thread);
      settle(({ failed }) => failed(error));
    };
    thread.worker.on('message', (answer: CheckAnswer) => {
      thread.ending = setTimeout(() => this.end(thread), idleMs).unref();
      settle(({ done }) => done(answer));
    });
    thread.worker.on('error', broken);
    thread.worker.on('exit', () => broken(new Cancelled()));
    this.pool.add(thread);
    return thread;
  }

  private end(thread: Thread): void {
    clearTimeout(thread.ending);
    this.pool.delete(thread);
    void thread.worker.terminate();
  }
}
