export const kept: string;
export const keptWords: string;
export const taken: string;
export function pictureOf(name: string): string;
export function wordsOf(name: string): string;
export function isKept(name: string): boolean;
