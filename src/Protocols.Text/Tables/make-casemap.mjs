// Makes casemap.bin: what the collation i;unicode-casemap (RFC 5051) makes of a code point, of Unicode 17.0: the simple titlecase mapping,
// then the full decomposition of any type. Syllables of Hangul are left out, for they are computed; so is ASCII.
//
// Needs Node.js with an ICU of that version. Two sections, each a count (4 octets) and its records; all numbers are little-endian:
//   mappings  code point (3), start (3) and length (1) of what it becomes in the octets
//   octets    of UTF-8 (1)
import { writeFileSync } from "node:fs";

const VERSION = "17.0";
if (!process.versions.unicode.startsWith(VERSION)) throw new Error("Unicode " + process.versions.unicode);

// The titlecase of these is not their uppercase.
const TITLE = { 0x1c4: 0x1c5, 0x1c5: 0x1c5, 0x1c6: 0x1c5, 0x1c7: 0x1c8, 0x1c8: 0x1c8, 0x1c9: 0x1c8, 0x1ca: 0x1cb, 0x1cb: 0x1cb, 0x1cc: 0x1cb,
    0x1f1: 0x1f2, 0x1f2: 0x1f2, 0x1f3: 0x1f2, 0x1fb3: 0x1fbc, 0x1fc3: 0x1fcc, 0x1ff3: 0x1ffc };

function title(c) {
    if (TITLE[c]) return TITLE[c];
    // Georgian has capitals, and no titlecase.
    if ((c >= 0x10d0 && c <= 0x10fa) || (c >= 0x10fd && c <= 0x10ff)) return c;
    // Greek with iota subscript: the full mapping, which JavaScript knows, is longer than the simple one.
    if (c >= 0x1f80 && c <= 0x1faf) return c & 8 ? c : c + 8;
    const upper = [...String.fromCodePoint(c).toUpperCase()];
    return upper.length === 1 ? upper[0].codePointAt(0) : c;
}

const octets = [];
const places = new Map();
const records = [];
for (let c = 0x80; c < 0x110000; c++) {
    if ((c >= 0xd800 && c <= 0xdfff) || (c >= 0xac00 && c <= 0xd7a3)) continue;
    const becomes = String.fromCodePoint(title(c)).normalize("NFKD");
    if (becomes === String.fromCodePoint(c)) continue;
    const text = Buffer.from(becomes, "utf8");
    if (!places.has(becomes)) {
        places.set(becomes, octets.length);
        octets.push(...text);
    }
    records.push([c, places.get(becomes), text.length]);
}

function section(rows, sizes) {
    const data = [];
    const put = (value, size) => { for (let i = 0; i < size; i++) data.push((value >> (8 * i)) & 255); };
    put(rows.length, 4);
    for (const row of rows) row.forEach((value, i) => put(value, sizes[i]));
    return Buffer.from(data);
}

const data = Buffer.concat([section(records, [3, 3, 1]), section(octets.map(octet => [octet]), [1])]);
writeFileSync("casemap.bin", data);
console.log(records.length, octets.length, Math.max(...records.map(record => record[2])), data.length, "octets");
