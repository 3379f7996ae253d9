import { samplePicture } from './support/samples';
import { useDesk } from './support/desk';
import { walk } from './walk';

describe('the main job', () => {
  const files = Object.fromEntries(['cat.jpg', 'coffee.jpg', 'rocket.jpg'].map((name) => [name, samplePicture(name)]));
  const desk = useDesk({ files });

  it('goes from an empty view to pictures on the server and back', async () => {
    await walk(desk());
  });
});
