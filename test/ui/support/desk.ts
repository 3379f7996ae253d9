import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { browserArgs, ensureBrowser, pageUrl, startHost, type Host } from '#scripts/host/index.mjs';
import { Workbench } from '../pages/workbench';
import { defaultTimeoutMs } from './until';

export interface DeskOptions {
  /** Files of the workspace: its path, and bytes, a text, or the path of a file or folder to copy. */
  readonly files?: Readonly<Record<string, Uint8Array | string | { readonly copy: string }>>;
  /** Display language: `en` (default) or `zh-cn`. */
  readonly language?: string;
  /** `false` opens the folder in restricted mode. */
  readonly trust?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether a file that nobody may read is one that the editor cannot read, also when root runs the tests. */
  readonly plainUser?: boolean;
  /** Folder of the installed extensions; by default the one into which the runner installed the package. */
  readonly extensionsDir?: string;
}

/** What would move under a test's hands: late tooltips, rows that stick, a selection that follows the open editor. */
const calm = { 'workbench.hover.delay': 100, 'workbench.tree.enableStickyScroll': false, 'explorer.autoReveal': false };

/** One person's editor: a host with folders of its own, a workspace and a browser window. */
export class Desk {
  private constructor(
    /** Holds everything of this desk, and goes with it. */
    readonly home: string,
    readonly workspace: string,
    readonly host: Host,
    readonly context: BrowserContext,
    readonly workbench: Workbench,
  ) {}

  static async open(options: DeskOptions = {}): Promise<Desk> {
    const home = mkdtempSync(join(tmpdir(), 'desk-'));
    const workspace = join(home, 'workspace');
    const userDataDir = join(home, 'data');
    mkdirSync(workspace);
    for (const [path, content] of Object.entries(options.files ?? {})) put(join(workspace, path), content);
    const { language, trust, settings, plainUser } = options;
    const host = await startHost({
      userDataDir,
      extensionsDir: options.extensionsDir ?? installedExtensions(),
      ...(language !== undefined && { language }),
      ...(trust !== undefined && { trust }),
      ...(plainUser !== undefined && { plainUser }),
      settings: { ...calm, ...settings },
    });
    try {
      const context = await chromium.launchPersistentContext(join(home, 'browser'), {
        executablePath: ensureBrowser(),
        args: [...browserArgs],
        viewport: { width: 1280, height: 800 },
      });
      context.setDefaultTimeout(defaultTimeoutMs);
      const page: Page = context.pages()[0] ?? (await context.newPage());
      const workbench = new Workbench(page, pageUrl(host, { folder: workspace }));
      const desk = new Desk(home, workspace, host, context, workbench);
      await workbench.open();
      return desk;
    } catch (error) {
      await host.stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.host.stop();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Gives the tests of a `describe` a desk: opened before the first, closed after the last, with a screenshot of each failure.
 * The returned function answers the desk from within hooks and tests.
 */
export function useDesk(options: DeskOptions = {}): () => Desk {
  let desk: Desk | undefined;
  before(async function () {
    this.timeout(120_000);
    desk = await Desk.open(options);
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed() !== true || desk?.workbench.page.isClosed() === true) return;
    await desk?.workbench.screenshot(`failed ${this.currentTest.fullTitle()}`);
    await desk?.workbench.dismissAll(); // so that the next test does not stumble over this one's dialog
  });
  after(async () => desk?.close());
  return () => {
    if (desk === undefined) throw new Error('The desk is not open yet: ask for it inside a hook or a test.');
    return desk;
  };
}

function installedExtensions(): string {
  const folder = process.env.DATASETS_EXTENSIONS;
  if (folder === undefined) throw new Error('DATASETS_EXTENSIONS is not set: run these tests with `npm run test:ui`.');
  return folder;
}

function put(path: string, content: Uint8Array | string | { readonly copy: string }): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(path, content);
  else cpSync(content.copy, path, { recursive: true });
}
