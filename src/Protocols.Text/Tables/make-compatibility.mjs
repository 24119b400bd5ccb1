// Makes compatibility.bin: what NFKC needs beside unicode.bin, of Unicode 17.0: the decompositions of code points that stand for others.
//
// Needs Node.js with an ICU of that version, which knows decompositions.
//
// Two sections, each a count (4 octets) and its records; all numbers are little-endian:
//   decompositions  code point (3), start (2) and length (1) of its whole decomposition in the characters
//   characters      of UTF-16 (2)
import { writeFileSync } from "node:fs";

const VERSION = "17.0";
if (!process.versions.unicode.startsWith(VERSION)) throw new Error("Unicode " + process.versions.unicode);

// The longest first, so that what is a part of another needs no characters of its own.
const found = [];
for (let c = 0; c < 0x110000; c++) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    const decomposed = String.fromCodePoint(c).normalize("NFKD");
    if (decomposed !== String.fromCodePoint(c).normalize("NFD")) found.push([c, decomposed]);
}

let characters = "";
const places = new Map();
for (const text of [...new Set(found.map(([, text]) => text))].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))) {
    let place = characters.indexOf(text);
    if (place < 0) {
        place = characters.length;
        characters += text;
    }
    places.set(text, place);
}
if (characters.length > 0xffff) throw new Error("too many characters");

const data = Buffer.alloc(4 + found.length * 6 + 4 + characters.length * 2);
let at = data.writeUInt32LE(found.length, 0);
for (const [c, text] of found) {
    at = data.writeUIntLE(c, at, 3);
    at = data.writeUInt16LE(places.get(text), at);
    at = data.writeUInt8(text.length, at);
}
at = data.writeUInt32LE(characters.length, at);
for (const unit of characters.split("")) at = data.writeUInt16LE(unit.charCodeAt(0), at);
writeFileSync("compatibility.bin", data);
console.log(found.length, characters.length, data.length, "octets");
