import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import { isPlatformError } from '../../core/net/errors';
import type { Session, UploadRules } from '../../core/contract';
import { rowsBelow } from '../../editor/tree/pick';
import type { Sessions } from '../../editor/services/sessions';

/** Longest wait for the list of one connection, in ms: the others are offered without it. */
const listLimitMs = 8_000;

/** Whether a target with these rules takes what is to be uploaded. */
export type FitsRules = (rules: UploadRules) => boolean;

/** What can be uploaded to on one connection: its own top, then the nodes there. */
export interface ConnectionTargets {
  readonly connection: Connection;
  /** The platform's name. */
  readonly platform: string;
  readonly session?: Session;
  readonly nodes: readonly Node[];
  /** Targets that do not take what is to be uploaded. */
  readonly hidden: number;
  /** Why they cannot be listed. */
  readonly error?: unknown;
}

/** Lists the targets of every connection at once. One that fails or is slow says so in its `error`; none holds up the rest. */
export function listTargets(
  sessions: Pick<Sessions, 'all' | 'open' | 'platformOf'>,
  fits: FitsRules,
  signal: AbortSignal,
): Promise<ConnectionTargets[]> {
  return Promise.all(
    sessions.all().map(async (connection): Promise<ConnectionTargets> => {
      try {
        const session = sessions.open(connection);
        const platform = sessions.platformOf(connection).info.name;
        const limit = AbortSignal.any([signal, AbortSignal.timeout(listLimitMs)]);
        const rows = session.upload ? await rowsBelow(session, undefined, limit) : [];
        const taking = [...(session.root ? [session.root] : []), ...rows].filter((node) =>
          node.capabilities.has('upload'),
        );
        const nodes = taking.filter((node) => takes(session, node, fits));
        return { connection, platform, session, nodes, hidden: taking.length - nodes.length };
      } catch (error) {
        signal.throwIfAborted();
        return { connection, platform: connection.platform, nodes: [], hidden: 0, error };
      }
    }),
  );
}

function takes({ upload }: Session, node: Node, fits: FitsRules): boolean {
  const rules = upload?.rules(node);
  return rules !== undefined && fits(rules);
}

/** What fits files of these names: at least one of them is taken. Without names everything fits. */
export function fitsAnyOf(names: readonly string[]): FitsRules {
  const extensions = names.map((name) => /\.[^./]+$/.exec(name)?.[0].toLowerCase() ?? '');
  return ({ singleFiles, archives, looseFiles: loose }) =>
    extensions.length === 0 ||
    singleFiles === 'any' ||
    extensions.some((one) => [singleFiles, archives, loose].some((taken) => taken.has(one)));
}

/** The reason of a list that cannot be shown, where the platform told one. */
export function reasonOf(error: unknown) {
  return isPlatformError(error) ? error.userMessage : undefined;
}
