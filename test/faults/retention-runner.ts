/** A child for `retention-kill.test.ts`: runs retention on the directory until it is done or killed. */
import { writeSync } from 'node:fs';
import { realClock } from '../../main/system/clock.ts';
import { openKeeping } from '../builders/keeping.ts';

const [directory = ''] = process.argv.slice(2);
const site = await openKeeping(directory, realClock, {
  wrap(table) {
    const step = table.step.bind(table);
    table.step = async (...given) => {
      const done = await step(...given);
      // Synchronous: the parent counts steps, and kills somewhere after one.
      if (done.removed.length > 0) writeSync(1, 'step\n');
      return done;
    };
    const dropped = table.markDropped.bind(table);
    table.markDropped = async (...given) => {
      writeSync(1, 'step\n');
      return dropped(...given);
    };
    return table;
  },
});
await site.run();
writeSync(1, 'done\n');
await site.close();
