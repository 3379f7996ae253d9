// Makes the editor host and the browser ready, so that whoever needs them later finds them.
import { ensureBrowser } from './browser.mjs';
import { ensureHost } from './install.mjs';

ensureHost();
ensureBrowser();
