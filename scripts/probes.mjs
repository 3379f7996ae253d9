// `npm run probes`: asks every sandbox what "Run Platform Diagnostics…" asks, and writes the reports to test/probes.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allServers } from './platformServers.mjs';
import { root, setUp } from './setup.mjs';
import { startSandbox } from './standalone.mjs';
import { loadSupport } from './support.mjs';

setUp();
const { probeOf } = await loadSupport('probeOf');
const known = readdirSync(join(root, 'src/core/platforms'));
for (const platform of allServers(root).filter((id) => known.includes(id))) {
  const sandbox = await startSandbox([], platform);
  try {
    const report = await probeOf(platform, sandbox);
    if (report === undefined) continue;
    writeFileSync(join(root, 'test/probes', `sandbox-${platform}.json`), `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`${platform}: ${report.calls.length} calls\n`);
  } finally {
    await sandbox.stop();
  }
}
