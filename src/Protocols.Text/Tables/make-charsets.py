#!/usr/bin/env python3
"""Makes charsets.txt and charsets.bin: the character sets that the framework lacks.

Sources, all of them lists of facts: the character maps of the GNU C library (Debian package locales, 2.36) for sets of one octet a
character, and Python's codecs for JIS X 0213:2004 and for what code pages of East Asia
lack in the framework.

charsets.txt has a line for each table: kind, offset in charsets.bin, names. Kinds: upper (128 characters of two octets, for 80 to FF; below
is ASCII), full (256 characters), jisx0213 (94 rows of 94 code points of three octets, of a plane), and the name of an encoding of
pairs (sorted records of two octets of code and three of code point). All numbers are little-endian; FFFD, or a code point of zero, is what is not assigned.
"""
import gzip, os, re, struct, unicodedata

REGISTERED = "../../../tests/Protocols.Formats.Tests/Text/Charsets/iana-names.txt"
MAPS = "/usr/share/i18n/charmaps"
# Other names that programs have for a set.
ALIASES = {
    "ISO-8859-6": "iso-8859-6-i iso-8859-6-e asmo-708",
    "ISO-8859-8": "iso-8859-8-i iso-8859-8-e logical visual",
    "ISO-8859-13": "latin7 l7 iso-ir-179",
    "ISO-8859-15": "latin9 l9",
    "ISO-8859-2": "88592 iso8859-2",
    "MAC-CYRILLIC": "x-mac-cyrillic",
}
PYTHON = {"mac_roman": "macintosh mac mac-roman csMacintosh", "mac_greek": "x-mac-greek", "mac_turkish": "x-mac-turkish", "mac_iceland": "x-mac-icelandic", "mac_cyrillic": "mac-cyrillic x-mac-ukrainian"}
FRAMEWORK = """MACINTOSH ANSI_X3.4-1968 BIG5 BIG5-HKSCS CP1250 CP1251 CP1252 CP1253 CP1254 CP1255 CP1256 CP1257 CP1258 CP737 CP775 CP949 EUC-JISX0213
EUC-JP EUC-JP-MS EUC-KR EUC-TW GB18030 GB2312 GBK IBM037 IBM1026 IBM273 IBM277 IBM278 IBM280 IBM284 IBM285 IBM290 IBM297
IBM420 IBM423 IBM424 IBM437 IBM500 IBM850 IBM852 IBM855 IBM857 IBM858 IBM860 IBM861 IBM862 IBM863 IBM864 IBM865 IBM866 IBM869
IBM870 IBM871 IBM874 IBM875 IBM880 IBM905 ISO-8859-1 ISO-8859-11 ISO-8859-9 ISO_10646 JOHAB MAC-CYRILLIC MAC-UK MAC-
CENTRALEUROPE SHIFT_JIS SHIFT_JISX0213 UTF-8 WINDOWS-31J TSCII""".split()


def read(path):
    text = gzip.open(path, "rt", encoding="latin-1").read()
    names = re.findall(r"^<code_set_name>\s+(\S+)", text, re.M) + [n for n in re.findall(r"^%\s*alias\s+(\S+)", text, re.M)]
    escape = re.search(r"^<escape_char>\s+(\S)", text, re.M)
    escape = escape.group(1) if escape else "\\"
    body = text[max(text.find("\nCHARMAP"), 0):text.find("\nEND CHARMAP")]
    table, wide = {}, 0
    for line in body.splitlines():
        m = re.match(r"<U([0-9A-Fa-f]+)>(?:\.\.<U([0-9A-Fa-f]+)>)?\s+((?:%sx[0-9a-fA-F]{2})+)" % re.escape(escape), line)
        if not m:
            continue
        octets = bytes(int(h, 16) for h in re.findall(r"x([0-9a-fA-F]{2})", m.group(3)))
        first, last = int(m.group(1), 16), int(m.group(2) or m.group(1), 16)
        if len(octets) != 1:
            wide += 1
            continue
        for i in range(last - first + 1):
            table.setdefault(octets[0] + i, first + i)
    return names, table, wide


def squeeze(name):
    return re.sub("[^a-z0-9]", "", name.lower())


def main():
    lines, blob = [], bytearray()

    # The registered names of a set that has one of the names of its map.
    registered = {}
    for line in open(REGISTERED):
        for name in line.split():
            registered.setdefault(squeeze(name), line.split())

    def add(kind, names, data):
        for name in list(names):
            names += registered.get(squeeze(name), [])
        first = names[0]
        names = list({squeeze(name): name for name in reversed(names)}.values())[::-1]
        names.sort(key=lambda name: squeeze(name) != squeeze(first))
        lines.append(f"{kind} {len(blob)} {' '.join(dict.fromkeys(names))}")
        blob.extend(data)

    for name in sorted(os.listdir(MAPS)):
        name = name.removesuffix(".gz")
        if name in FRAMEWORK:
            continue
        names, table, wide = read(os.path.join(MAPS, name + ".gz"))
        names += ALIASES.get(name, "").split()
        # TCVN has its combining marks behind the letters, as Unicode has: what the map lists of two octets is nothing else.
        if (wide and name != "TCVN5712-1") or any(c > 0xFFFF for c in table.values()):
            print("left out, not of one octet a character:", name)
            continue
        full = [table.get(i, 0xFFFD) for i in range(256)]
        if sorted(full[:128]) == list(range(128)):
            # Some maps have controls in other places, as programs of IBM had them on screen. In text they are what they are.
            full[:128] = range(128)
        if full[:128] == list(range(128)):
            add("upper", [name] + names, struct.pack("<128H", *full[128:]))
        else:
            add("full", [name] + names, struct.pack("<256H", *full))

    for codec, names in PYTHON.items():
        full = [ord(bytes([i]).decode(codec, "replace")) for i in range(256)]
        add("upper", names.split(), struct.pack("<128H", *full[128:]))

    for plane, lead in ((1, b""), (2, b"\x8f")):
        data = bytearray()
        for row in range(0xA1, 0xFF):
            for cell in range(0xA1, 0xFF):
                try:
                    text = (lead + bytes((row, cell))).decode("euc_jis_2004")
                except UnicodeDecodeError:
                    text = "\0"
                # Letters with a combining mark, which no code point has, are made by the reader: the mark is the second half.
                code = ord(text) if len(text) == 1 else 0x200000 | ord(text[0]) if text[1] == "\u309a" else 0
                if len(text) == 2 and text[1] != "\u309a":
                    code = {"\u0300": 0x400000, "\u0301": 0x600000, "\u02e5": 0x800000, "\u02e9": 0xA00000}[text[1]] | ord(text[0])
                data += struct.pack("<I", code)[:3]
        add("jisx0213", [f"plane{plane}"], data)

    # What code pages of the framework lack, or give in two ways, by the first octets that it concerns.
    for name, codec, base, leads in (
            ("hkscs", "big5hkscs", "cp950", [*range(0x87, 0xA1), 0xC6, 0xC7, 0xC8, *range(0xF9, 0xFF)]),
            ("codepage932", "cp932", "", [0x81, 0x87, 0xED, 0xEE, 0xFA, 0xFB, 0xFC]),
            ("codepage950", "cp950", "", [0xA1, 0xA2, 0xA3, 0xC6, 0xC7, 0xC8, 0xF9]),
            ("codepage1361", "johab", "", [*range(0x84, 0xD4), *range(0xD8, 0xDF)])):
        data = bytearray()
        for lead in range(0x81, 0xFF):
            for trail in range(0x31, 0xFF):
                octets = bytes((lead, trail))
                try:
                    text = octets.decode(codec)
                except UnicodeDecodeError:
                    continue
                try:
                    known = octets.decode(base) if base else ""
                except UnicodeDecodeError:
                    known = ""
                if unicodedata.category(text[0]) == "Co" or text == known:
                    continue
                if lead in leads and (name != "codepage1361" or lead > 0xD3 or octets[1] in (0x41, 0x61, 0x81) or lead < 0x89) or not known and base:
                    code = ord(text[0]) | (0 if len(text) == 1 else 0x200000 if text[1] == "\u0304" else 0x400000)
                    data += struct.pack("<H", lead << 8 | trail) + struct.pack("<I", code)[:3]
        add(name, [name], data)
    add("end", ["end"], b"")

    with open("charsets.txt", "w") as f:
        f.write("\n".join(lines) + "\n")
    with open("charsets.bin", "wb") as f:
        f.write(blob)
    print(len(lines), "tables,", len(blob), "octets")


main()
