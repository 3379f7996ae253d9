export function collectStrings(): Promise<{ templates: Set<string>; unclear: string[] }>;
