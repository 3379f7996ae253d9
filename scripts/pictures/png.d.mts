import type { Picture } from './alike.mjs';

export function decodePng(bytes: Buffer): Picture;
