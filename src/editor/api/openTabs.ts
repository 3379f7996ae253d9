import { type Tab, TabInputCustom, TabInputText, window } from 'vscode';
import { chunk } from '../../core/model/lists';
import type { Connection } from '../../core/model/connection';
import type { Session } from '../../core/contract';
import { detailsScheme, fileScheme, type UriPlace, readUri } from './uris';

/** Tabs are asked about so many at a time. */
const mostAsked = 100;
/** Longest wait for the server's answer about them, in ms. */
const retryDelaysMs = 30_000;

/**
 * Closes the tabs of a connection whose items are gone from the server, those of a deleted dataset's items too. The server
 * is asked, so that nothing is closed that is still there. Tabs that it cannot be asked about stay.
 */
export async function closeGoneTabs(connection: Connection, session: Session): Promise<void> {
  const open = window.tabGroups.all.flatMap(({ tabs }) => tabs.flatMap((tab) => placed(tab, connection)));
  const gone: Tab[] = [];
  for (const part of chunk(open, mostAsked)) {
    const refs = [...new Set(part.map(({ place }) => place.ref))];
    const there = await session.get(refs, AbortSignal.timeout(retryDelaysMs));
    gone.push(...part.filter(({ place }) => !there.has(place.ref)).map(({ tab }) => tab));
  }
  if (gone.length > 0) await window.tabGroups.close(gone, true);
}

/** A tab of this connection with what it shows; nothing for other tabs. */
function placed(tab: Tab, { id }: Connection): { readonly tab: Tab; readonly place: UriPlace }[] {
  const { input } = tab;
  if (!(input instanceof TabInputText || input instanceof TabInputCustom)) return [];
  if (input.uri.scheme !== fileScheme && input.uri.scheme !== detailsScheme) return [];
  const place = readUri(input.uri);
  return place?.connectionId === id ? [{ tab, place }] : [];
}
