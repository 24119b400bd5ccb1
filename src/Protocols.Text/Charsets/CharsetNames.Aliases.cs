namespace Protocols.Text;

/// <content>Names, squeezed, by the code page that is meant in mail: a superset where programs send one under the name.</content>
internal static partial class CharsetNames
{
    private const string Aliases = """
        20127 ascii us usascii ansix341968 ansix341986 iso646us iso646irv1991 646 ibm367 cp367 isoir6
        65001 utf8 unicode11utf8 unicode20utf8 utf8mac utf8bom iso10646utf8
        1200 utf16le ucs2le unicodelittle unicodefffe
        1201 utf16be ucs2be unicodebig
        12000 utf32le ucs4le
        12001 utf32be ucs4be
        28591 iso88591 iso885911987 latin1 l1 isoir100 ibm819 cp819 isolatin1 88591 iso8859 isolatin iso885911998
        1254 iso88599 iso885991989 latin5 l5 isoir148 isolatin5 88599 windows1254 cp1254 iso88599windowslatin5 windows31latin5
        874 iso885911 tis620 tis6200 tis62025291 thai isoir166 windows874 cp874 dos874 iso8859112001
        1250 windows1250 winlatin2 iso88592windowslatin2 windows31latin2
        1251 windows1251 wincyrillic
        1252 windows1252 ansi winlatin1 iso88591windows30latin1 iso88591windows31latin1 windows30latin1 windows31latin1
        10029 macce maccentraleurope
        932 shiftjis sjis mskanji windows31j cp932 ms932 windows932 shiftjiswin shifjis
        949 ksc5601 ksc56011987 ksc56011989 ks euckr korean isoir149 uhc windows949 cp949 ms949 xwindows949
        936 gbk cp936 ms936 windows936
        54936 gb18030 gb180302000 gb180302005 gb180302022 gb2312 gb231280 euccn chinese isoir58 iso58gb231280 gb eucgb2312cn
        950 big5 xxbig5 cnbig5 windows950 cp950 big5tw ms950 big5eten
        1361 johab cp1361
        20866 koi8 koi
        437 ibm437 cp437 437 pc8codepage437
        775 ibm775 cp775 pc775baltic
        850 ibm850 cp850 850 pc850multilingual
        852 ibm852 cp852 852 pcp852
        855 ibm855 cp855 855
        857 ibm857 cp857 857
        858 ibm00858 ccsid00858 cp00858 pcmultilingual850euro
        860 ibm860 cp860 860
        861 ibm861 cp861 861 cpis
        862 ibm862 cp862 862 pc862latinhebrew
        863 ibm863 cp863 863
        864 ibm864 cp864
        865 ibm865 cp865 865
        866 ibm866 cp866 866
        869 ibm869 cp869 869 cpgr
        37 ibm037 cp037 ebcdiccpus ebcdiccpca ebcdiccpwt ebcdiccpnl
        500 ibm500 cp500 ebcdiccpbe ebcdiccpch
        870 ibm870 cp870 ebcdiccproece ebcdiccpyu
        1026 ibm1026 cp1026
        1047 ibm1047 ibm01047
        20273 ibm273 cp273
        20277 ibm277 ebcdiccpdk ebcdiccpno
        20278 ibm278 cp278 ebcdiccpfi ebcdiccpse
        20280 ibm280 cp280 ebcdiccpit
        20284 ibm284 cp284 ebcdiccpes
        20285 ibm285 cp285 ebcdiccpgb
        20290 ibm290 cp290 ebcdicjpkana
        20297 ibm297 cp297 ebcdiccpfr
        20420 ibm420 cp420 ebcdiccpar1
        20423 ibm423 cp423 ebcdiccpgr
        20424 ibm424 cp424 ebcdiccphe
        20838 ibmthai
        20871 ibm871 cp871 ebcdiccpis
        20880 ibm880 cp880 ebcdiccyrillic
        20905 ibm905 cp905 ebcdiccptr
        20924 ibm00924 ccsid00924 cp00924 ebcdiclatin9euro
        1140 ibm01140 ccsid01140 cp01140 ebcdicus37euro
        1141 ibm01141 ccsid01141 cp01141 ebcdicde273euro
        1142 ibm01142 ccsid01142 cp01142 ebcdicdk277euro ebcdicno277euro
        1143 ibm01143 ccsid01143 cp01143 ebcdicfi278euro ebcdicse278euro
        1144 ibm01144 ccsid01144 cp01144 ebcdicit280euro
        1145 ibm01145 ccsid01145 cp01145 ebcdices284euro
        1146 ibm01146 ccsid01146 cp01146 ebcdicgb285euro
        1147 ibm01147 ccsid01147 cp01147 ebcdicfr297euro
        1148 ibm01148 ccsid01148 cp01148 ebcdicinternational500euro
        1149 ibm01149 ccsid01149 cp01149 ebcdicis871euro
        """;
}
