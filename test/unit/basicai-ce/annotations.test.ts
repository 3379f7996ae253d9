import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { annotationOf } from '../../../src/core/platforms/basicai-ce/results/annotations';
import { forImport, parseClasses } from '../../../src/core/platforms/basicai-ce/classes/json';
import { dataAnnotations } from '../../../src/core/platforms/basicai-ce/api/wire';
import { isPlatformError } from '../../../src/core/net/errors';

/** Objects as a real server answered them. */
function recorded(scenario: string, step: string) {
  const { steps } = JSON.parse(readFileSync(`test/captures/basicai-ce/${scenario}.json`, 'utf8'));
  const { data } = steps.find((one: { name: string }) => one.name === step).response.body;
  return v.parse(v.array(dataAnnotations), data)[0]!.objects;
}
const names = { classes: new Map([['133', 'Cat']]) };

describe('annotated objects', () => {
  it('of people hold their contour', () => {
    const [object] = recorded('10-annotations', 'annotations');
    const { id: _id, ...read } = annotationOf(object!, names);
    assert.deepEqual(read, {
      type: 'BOUNDING_BOX',
      class: 'Cat',
      track: '1',
      geometry: object!.classAttributes.contour,
    });
  });

  it('of an import have the class that their file named, which the server keeps beside', () => {
    const [object] = recorded('10-annotations', 'imported annotations');
    assert.equal(object!.classId, undefined);
    assert.equal(annotationOf(object!, names).class, 'Cat');
  });

  it('of a model run are flat: what is no bookkeeping is their geometry', () => {
    const [object] = recorded('12-model-service', 'stored results');
    const { id: _id, ...read } = annotationOf(object!, { classes: new Map() });
    assert.deepEqual(read, {
      type: 'RECTANGLE',
      class: 'Cat',
      confidence: 0.9,
      geometry: {
        points: [
          { x: 3, y: 4 },
          { x: 30, y: 40 },
        ],
      },
    });
  });
});

describe('classes as JSON', () => {
  it('have the options of a classification moved to where the import reads them (CE-84)', () => {
    const options = [{ name: 'rain', attributes: [] }];
    const { classifications } = forImport({
      classes: [],
      classifications: [{ id: 23, name: 'weather', attribute: { type: 'RADIO', options } }],
    });
    assert.deepEqual(classifications, [{ name: 'weather', attribute: { type: 'RADIO', options }, options }]);
  });

  it('are refused with the name of the file and the place that is wrong', () => {
    const why = (content: string) => {
      try {
        parseClasses(content, 'c.json');
        return 'taken';
      } catch (error) {
        assert.ok(isPlatformError(error));
        return error.message;
      }
    };
    assert.match(why('hello'), /c\.json is not valid JSON/);
    assert.match(why('{"classes":[{"name":5}]}'), /c\.json has no classes at "classes\.0\.name"/);
    assert.match(why('{"classes":[{"name":"a"}]}'), /"a" has no toolType/);
    const many = Array.from({ length: 1_001 }, (_, n) => ({ name: `${n}`, toolType: 'POLYGON' }));
    assert.match(why(JSON.stringify({ classes: many })), /at most 1000 classes/);
    assert.equal(why('\uFEFF{"classes":[{"name":"a","toolType":"POLYGON"}]}'), 'taken');
  });
});
