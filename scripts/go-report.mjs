// Reads the events of `go test -json` and prints what a person wants of them:
// a line for each package, the output of what failed, and nothing else. Leaves
// "passed failed" in the file that it is given. Exits 1 when anything failed.
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [countsFile] = process.argv.slice(2);
const output = new Map(); // what a test, or a package, has said so far
let passed = 0;
let failed = 0;

const key = (event) => `${event.Package}\t${event.Test ?? ''}`;
const seconds = (event) => `${(event.Elapsed ?? 0).toFixed(2)}s`;

function said(event) {
  const lines = output.get(key(event)) ?? [];
  output.delete(key(event));
  return lines.join('');
}

const handlers = {
  output(event) {
    if (!output.has(key(event))) output.set(key(event), []);
    output.get(key(event)).push(event.Output);
  },
  'build-output'(event) {
    process.stdout.write(event.Output);
  },
  pass(event) {
    said(event);
    if (event.Test) passed++;
    else console.log(`ok    ${event.Package}  ${seconds(event)}`);
  },
  skip(event) {
    said(event);
    if (event.Test) console.log(`skip  ${event.Package}  ${event.Test}`);
  },
  fail(event) {
    process.stdout.write(said(event));
    if (event.Test) failed++;
    else console.log(`FAIL  ${event.Package}  ${seconds(event)}`);
    if (!event.Test && event.FailedBuild) failed++;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  let event;
  try {
    event = JSON.parse(line);
  } catch {
    console.log(line); // the go command itself speaks plainly
    continue;
  }
  handlers[event.Action]?.(event);
}

// A process that died was running tests that never reported their end.
for (const lines of output.values()) process.stdout.write(lines.join(''));

writeFileSync(countsFile, `${passed} ${failed}\n`);
process.exitCode = failed > 0 ? 1 : 0;
