// `npm run pictures [-- NAME…]`: makes what the last UI tests took what README shows; all of it, or the pictures named.
import { pictureNames, renewPictures } from './pictures/compare.mjs';

const named = process.argv.slice(2);
try {
  renewPictures(named.length > 0 ? named : pictureNames());
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
